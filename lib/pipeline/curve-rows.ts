import type { Context } from "@/lib/context";
import type { SelectedCurve } from "@/lib/context/select-curve";
import { summariesInStepOrder, type SummaryOfCheckpoint } from "@/lib/db/summaries";

/** Stored points of a curve in step order; none without a reward model and references. */
export async function curveRows(ctx: Context, curve: SelectedCurve): Promise<SummaryOfCheckpoint[]> {
  const { run, rewardModel, referenceSet, lineage } = curve;
  if (!rewardModel || !referenceSet) return [];
  return summariesInStepOrder(ctx.db, { runId: run.id, rewardModelId: rewardModel.id, referenceSetId: referenceSet.id, lineage });
}
