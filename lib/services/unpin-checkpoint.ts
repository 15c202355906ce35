import type { Context } from "@/lib/context";
import { checkpointOrThrow } from "@/lib/context/checkpoint-or-throw";
import { runOrThrow } from "@/lib/context/find-or-throw";
import { removePin } from "@/lib/db/pins";
import { noteRunChange } from "@/lib/db/run-events";

/**
 * Takes a checkpoint's pin away; one that is not pinned stays so.
 * @throws DomainError not-found (run, checkpoint)
 */
export async function unpinCheckpoint(ctx: Context, input: { run: string; step: number; branch: string }): Promise<void> {
  const { id: runId } = await runOrThrow(ctx.db, input.run);
  const key = { runId, branch: input.branch, step: input.step };
  await checkpointOrThrow(ctx.db, key);
  await ctx.db.$transaction(async (tx) => {
    if (await removePin(tx, key)) await noteRunChange(tx, [runId], "curve");
  });
}
