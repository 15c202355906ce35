import type { Context } from "@/lib/context";
import { selectCurve, type CurveSelection, type SelectedCurve } from "@/lib/context/select-curve";
import { bestSentence } from "@/lib/chart/best-sentence";
import type { Best, DecidingMetric } from "@/lib/contracts";
import { estimateOf, type SummaryOfCheckpoint } from "@/lib/db/summaries";
import type { BestFindings } from "@/lib/detect/findings";
import { pickProvisionalBest } from "@/lib/detect/pick-provisional-best";
import { decidingMetric } from "@/lib/context/deciding-metric";
import { curveRows } from "@/lib/pipeline/curve-rows";
import { verdictOn } from "@/lib/pipeline/verdict-on";

/**
 * The checkpoint to keep: the highest centred five-look mean of the deciding metric, the set of those that cannot be told
 * apart from it, and its value without the winner's curse. Until that has been decided, a pick by point estimates alone,
 * marked provisional.
 */
export async function readBest(ctx: Context, selection: CurveSelection): Promise<Best> {
  const curve = await selectCurve(ctx, selection);
  const { rewardModel } = curve;
  const rows = await curveRows(ctx, curve);
  const metric = rewardModel ? decidingMetric(rewardModel) : "winProbability";
  const { verdict: { keep, safeToDelete, nPending }, decision } = await verdictOn(ctx, curve);
  const found = decision?.best;
  const row = found?.kind === "estimate" ? rows.find(({ checkpointId }) => checkpointId === found.checkpointId) : undefined;
  if (found?.kind === "estimate" && row) return { ...decidedBest(found, row, { metric, nPending }), keep, safeToDelete };
  return { ...provisionalBest(rows, metric, curve), keep, safeToDelete };
}

type WithoutLists = Omit<Best, "keep" | "safeToDelete">;

function decidedBest(found: Extract<BestFindings, { kind: "estimate" }>, row: SummaryOfCheckpoint, { metric, nPending }: { metric: DecidingMetric; nPending: number }): WithoutLists {
  const { bestSet, earliestWithin: step, tolerance, nUnits, draws, seed, band, shrunk } = found;
  const provisional = found.reason !== null;
  return {
    chosen: { ...chosenOf(row), shrunk },
    bestSet, earliestWithin: { tolerance, step }, provisional, metric, band, nUnits,
    explanation: bestSentence({ step: found.step, bestSet, earliestWithin: step, tolerance, provisional, nUnits, nPending, metric }),
    method: { name: "95 % set and simultaneous band by seeded Gaussian multipliers on the paired covariance; pick by centred five-look mean", draws, seed },
  };
}

function provisionalBest(rows: readonly SummaryOfCheckpoint[], metric: DecidingMetric, { run }: SelectedCurve): WithoutLists {
  const best = pickProvisionalBest(
    rows.map((row) => ({ step: Number(row.checkpoint.step), value: row[metric], complete: !row.provisional && !row.incomplete })),
  );
  const row = best && rows[best.index];
  const unknown = { bestSet: [], earliestWithin: null, provisional: true, metric, band: [], nUnits: run.promptSet.nClusters, method: null };
  if (!row) return { chosen: null, ...unknown, explanation: "No checkpoint has been scored completely yet." };
  return {
    chosen: { ...chosenOf(row), shrunk: { value: null, low: null, high: null, reason: "not-computed" } },
    ...unknown,
    explanation:
      `Provisional: the highest centred five-look mean of ${metric === "winRate" ? "win rate" : "win probability"}, by point estimates alone. ` +
      "Its value is not corrected for having been picked as the highest, and other checkpoints may be as good.",
  };
}

function chosenOf(row: SummaryOfCheckpoint) {
  return {
    step: Number(row.checkpoint.step), checkpointId: row.checkpointId,
    path: row.checkpoint.path && Buffer.from(row.checkpoint.path).toString("utf8"),
    winProbability: estimateOf(row, "winProbability"),
  };
}
