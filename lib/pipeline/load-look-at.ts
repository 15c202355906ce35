import type { Context } from "@/lib/context";
import { notFound } from "@/lib/context/not-found";
import type { SelectedCurve } from "@/lib/context/select-curve";
import { checkpointsInOrder } from "@/lib/db/checkpoints";
import { DomainError } from "@/lib/errors";
import { loadLooks, type LookValues } from "@/lib/pipeline/load-looks";

/**
 * The point of a curve at one step, with the values of every prompt.
 * @throws DomainError not-found when no checkpoint shows there, checkpoint-not-scored while it has no scores
 */
export async function loadLookAt(ctx: Context, curve: SelectedCurve, step: number): Promise<LookValues> {
  const checkpoints = await checkpointsInOrder(ctx.db, { runId: curve.run.id, lineage: curve.lineage });
  const checkpoint = checkpoints.find((row) => Number(row.step) === step);
  if (!checkpoint) throw notFound("checkpoint", `${step} on branch ${curve.branch}`, "GET /api/v1/runs/:run/checkpoints lists those of the run.");
  const [look] = await loadLooks(ctx, curve, { checkpointIds: [checkpoint.id] });
  if (look) return look;
  throw new DomainError("checkpoint-not-scored", `Step ${step} of ${curve.run.project}/${curve.run.name} has no scores by ${curve.rewardModel?.name ?? "a reward model"} yet; GET /api/v1/runs/:run/checkpoints/${step} says how far it is.`, {
    errors: [{ path: "/query", message: `step ${step} has no scores yet` }], step,
  });
}
