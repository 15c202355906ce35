import type { Context } from "@/lib/context";
import { checkpointOrThrow } from "@/lib/context/checkpoint-or-throw";
import { runOrThrow } from "@/lib/context/find-or-throw";
import { presentCheckpoint } from "@/lib/context/present-checkpoint";
import type { Checkpoint } from "@/lib/contracts";

export async function readCheckpoint(ctx: Context, input: { run: string; step: number; branch: string }): Promise<Checkpoint> {
  const run = await runOrThrow(ctx.db, input.run);
  const row = await checkpointOrThrow(ctx.db, { runId: run.id, step: input.step, branch: input.branch });
  return presentCheckpoint(ctx, row, run.promptSet.nPrompts);
}
