import type { Context } from "@/lib/context";
import type { JobPayload } from "@/lib/queue/jobs";

/**
 * Runs after a checkpoint of the run has been scored. No detector exists yet, so it decides nothing and writes nothing:
 * the verdict of every run stays `insufficient`, with the reason.
 */
export async function detectChanges(_ctx: Context, _payload: JobPayload<"detect-changes">): Promise<void> {}
