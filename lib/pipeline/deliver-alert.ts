import type { Context } from "@/lib/context";
import type { JobPayload } from "@/lib/queue/jobs";

/** Sends one alert to its channels. No stage raises alerts yet, so none is ever asked for. */
export async function deliverAlert(_ctx: Context, _payload: JobPayload<"deliver-alert">): Promise<void> {}
