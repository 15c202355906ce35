import type { Context } from "@/lib/context";
import { checkpointsOnCurve } from "@/lib/context/checkpoints-on-curve";
import type { SelectedCurve } from "@/lib/context/select-curve";
import { DomainError } from "@/lib/errors";
import { loadLooks, type LookValues } from "@/lib/pipeline/load-looks";

/**
 * The point of a curve at one step, with the values of every prompt.
 * @throws DomainError not-found when no checkpoint shows there, checkpoint-not-scored while it has no scores
 */
export async function loadLookAt(ctx: Context, curve: SelectedCurve, step: number): Promise<LookValues> {
  const { id } = (await checkpointsOnCurve(ctx, curve)).at(step);
  const [look] = await loadLooks(ctx, curve, { checkpointIds: [id] });
  if (look) return look;
  throw new DomainError("checkpoint-not-scored", `Step ${step} of ${curve.run.project}/${curve.run.name} has no scores by ${curve.rewardModel?.name ?? "a reward model"} yet; GET /api/v1/runs/:run/checkpoints/${step} says how far it is.`, {
    errors: [{ path: "/query", message: `step ${step} has no scores yet` }], step,
  });
}
