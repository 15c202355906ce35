import type { Context } from "@/lib/context";
import { presentEpisode } from "@/lib/context/present-episode";
import { selectCurve, type CurveSelection } from "@/lib/context/select-curve";
import { allReferences, type Curve, type CurvePoint } from "@/lib/contracts";
import { findDecision } from "@/lib/db/decisions";
import { episodesInOrder } from "@/lib/db/episodes";
import { latestTestsOf } from "@/lib/db/look-tests";
import { estimateOf, type SummaryOfCheckpoint } from "@/lib/db/summaries";
import { curveRows } from "@/lib/pipeline/curve-rows";
import { presentCurve } from "@/lib/pipeline/present-curve";
import { readComputedCurve } from "@/lib/pipeline/read-computed-curve";
import { intervalMethods } from "@/lib/stats/interval-methods";
import { winRateBounds } from "@/lib/stats/win-rate-bounds";

/**
 * Points of one curve in step order, the breaks between points that do not compare, and what has no point yet; of the
 * average over all references where the reference set is `*`, of the prompts of one tag with `tag`.
 * @throws DomainError not-found (run), invalid-request (selection)
 */
export async function readCurve(ctx: Context, { tag, ...selection }: CurveSelection & { tag?: string | undefined }): Promise<Curve> {
  if (selection.referenceSet === allReferences || tag !== undefined) return readComputedCurve(ctx, { ...selection, tag });
  const curve = await selectCurve(ctx, selection);
  const rows = await curveRows(ctx, curve);
  const { run, branch, rewardModel, referenceSet } = curve;
  const key = rewardModel && referenceSet && { runId: run.id, branch, rewardModelId: rewardModel.id, referenceSetId: referenceSet.id };
  const tests = key && (await latestTestsOf(ctx.db, key));
  const episodes = key ? await episodesInOrder(ctx.db, key) : [];
  const decision = key && (await findDecision(ctx.db, key));
  const points = rows.map((row) => ({
    ...toPoint(row), ...(tests?.get(row.checkpointId) ?? { adjustedP: null, episode: null }), lengthControlledWinRate: decision?.lengthControl.points[row.checkpointId] ?? null,
  }));
  return presentCurve(ctx, curve, {
    points, episodes: episodes.map(presentEpisode), referenceSet: referenceSet ? { id: referenceSet.id, name: referenceSet.name } : null,
    methods: intervalMethods(run.promptSet.nClusters < run.promptSet.nPrompts),
  });
}

function toPoint(row: SummaryOfCheckpoint): Omit<CurvePoint, "adjustedP" | "episode" | "lengthControlledWinRate"> {
  const { nPrompts, nWin, nTie, nLoss, nFailed, nMissing, nReferenceFailed, nTruncated, nPending } = row;
  return {
    step: Number(row.checkpoint.step), look: row.look, checkpointId: row.checkpointId, branch: row.checkpoint.branch, identity: row.identity,
    provisional: row.provisional, incomplete: row.incomplete,
    nPrompts, nWin, nTie, nLoss, nFailed, nMissing, nReferenceFailed, nTruncated, nPending,
    winRate: estimateOf(row, "winRate"), winProbability: estimateOf(row, "winProbability"), meanScore: estimateOf(row, "meanScore"),
    ...(row.attributes !== null && { attributes: row.attributes as CurvePoint["attributes"] }),
    ...(row.positionBias !== null && { positionBias: row.positionBias }),
    meanLength: row.meanLength, meanReferenceLength: row.meanReferenceLength,
    winRateBounds: winRateBounds({ nWin, nTie, nLoss, nFailed, nMissing }),
    registeredAt: row.checkpoint.createdAt.toISOString(),
  };
}
