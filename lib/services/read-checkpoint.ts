import type { Context } from "@/lib/context";
import { runOrThrow } from "@/lib/context/find-or-throw";
import { notFound } from "@/lib/context/not-found";
import { presentCheckpoint } from "@/lib/context/present-checkpoint";
import type { Checkpoint } from "@/lib/contracts";
import { findCheckpoint } from "@/lib/db/checkpoints";

export async function readCheckpoint(ctx: Context, input: { run: string; step: number; branch: string }): Promise<Checkpoint> {
  const run = await runOrThrow(ctx.db, input.run);
  const row = await findCheckpoint(ctx.db, { runId: run.id, step: input.step, branch: input.branch });
  if (!row) throw notFound("checkpoint", `${input.step} on branch ${input.branch}`, "GET /api/v1/runs/:run/checkpoints lists those of the run.");
  return presentCheckpoint(ctx, row, run.promptSet.nPrompts);
}
