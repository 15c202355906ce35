import type { Context } from "@/lib/context";
import { notFound } from "@/lib/context/not-found";
import type { SelectedCurve } from "@/lib/context/select-curve";
import { checkpointsInOrder, type StoredCheckpoint } from "@/lib/db/checkpoints";

export interface CheckpointsOnCurve {
  /** In step order. */
  rows: readonly StoredCheckpoint[];
  /** @throws DomainError not-found when no checkpoint shows there */
  at(step: number): StoredCheckpoint;
}

/** The checkpoints that show on a curve's branch: its own, and its ancestors' up to each fork. */
export async function checkpointsOnCurve(ctx: Context, { run, lineage, branch }: SelectedCurve): Promise<CheckpointsOnCurve> {
  const rows = await checkpointsInOrder(ctx.db, { runId: run.id, lineage });
  return {
    rows,
    at(step) {
      const found = rows.find((row) => Number(row.step) === step);
      if (!found) throw notFound("checkpoint", `${step} on branch ${branch}`, "GET /api/v1/runs/:run/checkpoints lists those of the run.");
      return found;
    },
  };
}
