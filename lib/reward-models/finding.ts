import type { ConformanceCheck } from "@/lib/contracts";

/** What a conformance check found, without its name. */
export type Finding = Omit<ConformanceCheck, "check">;

export const pass = (detail: string): Finding => ({ outcome: "pass", detail });
export const warn = (detail: string): Finding => ({ outcome: "warn", detail });
export const fail = (detail: string): Finding => ({ outcome: "fail", detail });
export const skipped = (detail: string): Finding => ({ outcome: "skipped", detail });
