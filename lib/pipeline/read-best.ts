import type { Context } from "@/lib/context";
import { selectCurve, type CurveSelection } from "@/lib/context/select-curve";
import { hasProbability, type Best } from "@/lib/contracts";
import { specOf } from "@/lib/db/reward-models";
import { estimateOf } from "@/lib/db/summaries";
import { pickProvisionalBest } from "@/lib/detect/pick-provisional-best";
import { curveRows } from "@/lib/pipeline/read-curve";

/**
 * The checkpoint with the highest centred five-step mean of win probability (of win rate where the model gives no
 * probability), by point estimates alone: `provisional` is
 * always true and the best set is empty until sets of indistinguishable checkpoints are computed.
 */
export async function readBest(ctx: Context, selection: CurveSelection): Promise<Best> {
  const curve = await selectCurve(ctx, selection);
  const rows = await curveRows(ctx, curve);
  const metric = curve.rewardModel && !hasProbability(specOf(curve.rewardModel)) ? "winRate" : "winProbability";
  const best = pickProvisionalBest(
    rows.map((row) => ({ step: Number(row.checkpoint.step), value: row[metric], complete: !row.provisional && !row.incomplete })),
  );
  const row = best && rows[best.index];
  const unknown = { bestSet: [], earliestWithin: null, provisional: true };
  if (!row) return { chosen: null, ...unknown, explanation: "No checkpoint has been scored completely yet." };
  return {
    chosen: {
      step: Number(row.checkpoint.step), checkpointId: row.checkpointId,
      path: row.checkpoint.path && Buffer.from(row.checkpoint.path).toString("utf8"),
      winProbability: estimateOf(row, "winProbability"),
      shrunk: { value: null, low: null, high: null, reason: "not-computed" },
    },
    ...unknown,
    explanation:
      `Provisional: the highest centred five-step mean of ${metric === "winRate" ? "win rate" : "win probability"}, by point estimates alone. ` +
      "Its value is not corrected for having been picked as the highest, and other checkpoints may be as good.",
  };
}
