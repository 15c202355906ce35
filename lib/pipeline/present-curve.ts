import type { Context } from "@/lib/context";
import type { SelectedCurve } from "@/lib/context/select-curve";
import type { Curve, CurvePoint } from "@/lib/contracts";
import { checkpointsInOrder, type StoredCheckpoint } from "@/lib/db/checkpoints";
import { specOf } from "@/lib/db/reward-models";

/** A curve around its points: the breaks between points that do not compare, and the checkpoints that have no point yet. */
export async function presentCurve(
  ctx: Context,
  { run, rewardModel, branch, lineage }: SelectedCurve,
  { points, ...named }: Pick<Curve, "points" | "episodes" | "referenceSet" | "averagedOver" | "tag" | "methods">,
): Promise<Curve> {
  const checkpoints = await checkpointsInOrder(ctx.db, { runId: run.id, lineage });
  const drawn = new Set(points.map(({ checkpointId }) => checkpointId));
  return {
    points, breaks: breaksOf(points),
    waiting: checkpoints.filter(({ id, status }) => !drawn.has(id) || status === "failed").map(toWaiting),
    rewardModel: rewardModel ? presentModel(rewardModel) : null,
    ...named, branch, revision: run.revision,
  };
}

function presentModel(rewardModel: NonNullable<SelectedCurve["rewardModel"]>): NonNullable<Curve["rewardModel"]> {
  const { kind, temperature = 1 } = specOf(rewardModel);
  return { id: rewardModel.id, name: rewardModel.name, notice: rewardModel.notice, kind, temperature };
}

function breaksOf(points: readonly CurvePoint[]): Curve["breaks"] {
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    if (!before || before.identity === point.identity) return [];
    return [{ beforeStep: before.step, afterStep: point.step, reason: "reward model, prompts, references or temperature changed" }];
  });
}

function toWaiting(row: StoredCheckpoint): Curve["waiting"][number] {
  const error = row.error as { message: string } | null;
  const status = row.status === "scored" ? "scoring" : (row.status as "received" | "scoring" | "failed");
  return { step: Number(row.step), checkpointId: row.id, status, error: error?.message ?? null };
}
