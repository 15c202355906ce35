import type { Verdict } from "@/lib/contracts";
import type { Paint } from "./paint";

export const verdictPaint: Record<Verdict["verdict"], Paint> = { healthy: "green", regressed: "red", pending: "yellow", insufficient: "yellow" };
