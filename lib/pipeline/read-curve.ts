import type { Context } from "@/lib/context";
import { selectCurve, type CurveSelection, type SelectedCurve } from "@/lib/context/select-curve";
import type { Curve, CurvePoint } from "@/lib/contracts";
import { checkpointsInOrder, type StoredCheckpoint } from "@/lib/db/checkpoints";
import { findDecision } from "@/lib/db/decisions";
import { adjustedPsOf } from "@/lib/db/look-tests";
import { specOf } from "@/lib/db/reward-models";
import { estimateOf, summariesInStepOrder, type SummaryOfCheckpoint } from "@/lib/db/summaries";
import { intervalMethods } from "@/lib/stats/interval-methods";
import { winRateBounds } from "@/lib/stats/win-rate-bounds";

/** Points of one curve in step order, the breaks between points that do not compare, and what has no point yet. */
export async function readCurve(ctx: Context, selection: CurveSelection): Promise<Curve> {
  const curve = await selectCurve(ctx, selection);
  const rows = await curveRows(ctx, curve);
  const { rewardModel, referenceSet } = curve;
  const key = rewardModel && referenceSet && { runId: curve.run.id, branch: curve.branch, rewardModelId: rewardModel.id, referenceSetId: referenceSet.id };
  const adjustedPs = key && (await adjustedPsOf(ctx.db, key));
  const decision = key && (await findDecision(ctx.db, key));
  const points = rows.map((row) => ({
    ...toPoint(row), adjustedP: adjustedPs?.get(row.checkpointId) ?? null, lengthControlledWinRate: decision?.lengthControl.points[row.checkpointId] ?? null,
  }));
  const checkpoints = await checkpointsInOrder(ctx.db, { runId: curve.run.id, lineage: curve.lineage });
  const drawn = new Set(rows.map(({ checkpointId }) => checkpointId));
  return {
    points,
    breaks: breaksOf(points),
    waiting: checkpoints.filter(({ id, status }) => !drawn.has(id) || status === "failed").map(toWaiting),
    rewardModel: rewardModel ? presentModel(rewardModel) : null,
    referenceSet: referenceSet ? { id: referenceSet.id, name: referenceSet.name } : null,
    branch: curve.branch,
    methods: intervalMethods(curve.run.promptSet.nClusters < curve.run.promptSet.nPrompts),
    revision: curve.run.revision,
  };
}

export async function curveRows(ctx: Context, curve: SelectedCurve): Promise<SummaryOfCheckpoint[]> {
  const { run, rewardModel, referenceSet, lineage } = curve;
  if (!rewardModel || !referenceSet) return [];
  return summariesInStepOrder(ctx.db, { runId: run.id, rewardModelId: rewardModel.id, referenceSetId: referenceSet.id, lineage });
}

function presentModel(rewardModel: NonNullable<SelectedCurve["rewardModel"]>): NonNullable<Curve["rewardModel"]> {
  const { kind, temperature = 1 } = specOf(rewardModel);
  return { id: rewardModel.id, name: rewardModel.name, notice: rewardModel.notice, kind, temperature };
}

function toPoint(row: SummaryOfCheckpoint): Omit<CurvePoint, "adjustedP" | "lengthControlledWinRate"> {
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
