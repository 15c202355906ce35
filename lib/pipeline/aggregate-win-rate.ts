import type { Context } from "@/lib/context";
import { promptsOf } from "@/lib/context/prompts-of";
import { requestJob } from "@/lib/context/request-job";
import { findCheckpointWithRun, setCheckpointState, type CheckpointWithRun } from "@/lib/db/checkpoints";
import type { Db } from "@/lib/db/client";
import { lengthsOf } from "@/lib/db/completion-sets";
import { specOf } from "@/lib/db/reward-models";
import { noteRunChange } from "@/lib/db/run-events";
import { lockRun } from "@/lib/db/runs";
import { findScoreVector, type VectorKey } from "@/lib/db/score-vectors";
import { failedTask } from "@/lib/db/stage-tasks";
import { countSummaries, upsertSummary, type SummaryValues } from "@/lib/db/summaries";
import { floatsFromBytes } from "@/lib/db/vector-bytes";
import { hashComparison } from "@/lib/formats/content-hash";
import type { Delivery } from "@/lib/queue/enqueue";
import { comparableSide, parity, sideOf } from "@/lib/pipeline/side-of";
import { unknownFor } from "@/lib/pipeline/unknown-for";
import type { JobPayload } from "@/lib/queue/jobs";
import { positionBias, summariseAttributes } from "@/lib/stats/summarise-details";
import { summarisePairs } from "@/lib/stats/summarise-pairs";

/**
 * Draws the points of one checkpoint by one reward model anew, against every reference set of its run. Provisional
 * while something is still being scored; the look is numbered when the point is first complete.
 */
export async function aggregateWinRate(ctx: Context, { checkpointId, rewardModelId }: JobPayload<"aggregate-win-rate">): Promise<void> {
  const checkpoint = await findCheckpointWithRun(ctx.db, checkpointId);
  const { run } = checkpoint ?? {};
  const rewardModel = run?.rewardModels.find((entry) => entry.rewardModel.id === rewardModelId)?.rewardModel;
  if (!checkpoint || !run || !rewardModel?.identity) return;

  const { clusters } = await promptsOf(ctx, run.promptSetId);
  const nPrompts = run.promptSet.nPrompts;
  const spec = specOf(rewardModel);
  const temperature = spec.temperature ?? 1;
  const sideAgainst = (completionSetId: string, against: string) => measuredSide(ctx.db, { completionSetId, rewardModelId, against }, nPrompts);
  // A pairwise model has a vector for each reference set; the scores of any other are one vector, read once.
  const pairwise = spec.kind === "pairwise";
  const ownAlone = pairwise ? null : await sideAgainst(checkpoint.completionSetId, "");
  const points: { referenceSetId: string; values: SummaryValues }[] = [];
  for (const { referenceSet } of run.referenceSets) {
    const { completionSetId } = referenceSet;
    const reference = pairwise ? await measuredParity(ctx.db, completionSetId, nPrompts) : await sideAgainst(completionSetId, "");
    const own = comparableSide(ownAlone ?? (await sideAgainst(checkpoint.completionSetId, completionSetId)), reference);
    const summary = summarisePairs({
      score: own.scores, statuses: own.statuses, lengths: own.lengths,
      referenceScore: reference.scores, referenceStatuses: reference.statuses, referenceLengths: reference.lengths,
      clusters, temperature,
    });
    const { winRateBounds: _derived, ...values } = summary;
    const identity = hashComparison({
      rewardModel: own.identity ?? rewardModel.identity, promptSet: run.promptSet.hash, references: referenceSet.completionSet.hash, temperature,
    });
    const names = rewardModel.attributes;
    const attributes = own.details && names.length > 0 ? summariseAttributes({ details: own.details, statuses: own.statuses, names, clusters }) : null;
    points.push({
      referenceSetId: referenceSet.id,
      values: {
        ...values, ...unknownFor(spec), identity, provisional: values.nPending > 0, attributes,
        positionBias: pairwise && own.details ? positionBias({ details: own.details, statuses: own.statuses }) : null,
      },
    });
  }
  const delivery = await storePoints(ctx, checkpoint, rewardModelId, points);
  if (delivery) await ctx.enqueue([delivery]);
}

async function storePoints(
  ctx: Context,
  checkpoint: CheckpointWithRun,
  rewardModelId: string,
  points: readonly { referenceSetId: string; values: SummaryValues }[],
): Promise<Delivery | null> {
  const { id: checkpointId, runId, run } = checkpoint;
  return ctx.db.$transaction(async (tx) => {
    await lockRun(tx, runId);
    for (const { referenceSetId, values } of points) await upsertSummary(tx, { checkpointId, runId, referenceSetId, rewardModelId }, values);
    const wanted = run.referenceSets.length * run.rewardModels.length;
    const { final } = await countSummaries(tx, checkpointId);
    const stopped = await stoppedBy(tx, checkpoint);
    if (final === wanted) await setCheckpointState(tx, checkpointId, { status: "scored", error: null, scoredAt: checkpoint.scoredAt ?? ctx.now() });
    else if (stopped) await setCheckpointState(tx, checkpointId, { status: "failed", error: stopped });
    else await setCheckpointState(tx, checkpointId, { status: "scoring", error: null });
    await noteRunChange(tx, [runId], "curve", true);
    // One model's verdict does not wait for another's scores.
    return points.some(({ values }) => !values.provisional) ? requestJob(tx, "detect-changes", { runId }) : null;
  }, { timeout: 60_000, maxWait: 30_000 });
}

/** Why this checkpoint cannot be finished: its own scoring or that of a reference ended for good. */
async function stoppedBy(tx: Parameters<typeof failedTask>[0], { completionSetId, run }: CheckpointWithRun) {
  const references = run.referenceSets.map(({ referenceSet }) => referenceSet.completionSetId);
  const subjects = run.rewardModels.flatMap(({ rewardModel: { id } }) => [
    ...[completionSetId, ...references].map((set) => `${set}|${id}|`),
    ...references.map((against) => `${completionSetId}|${id}|${against}`),
  ]);
  return failedTask(tx, "score-completions", subjects);
}

/** One side's scores with what else is known of it. */
async function measuredSide(db: Db, key: VectorKey, nPrompts: number) {
  const lengths = (await lengthsOf(db, [key.completionSetId])).get(key.completionSetId) ?? null;
  const vector = await findScoreVector(db, key);
  return { ...sideOf(vector ?? undefined, nPrompts), lengths, details: vector?.details ? floatsFromBytes(vector.details) : null };
}

async function measuredParity(db: Db, completionSetId: string, nPrompts: number) {
  const lengths = (await lengthsOf(db, [completionSetId])).get(completionSetId) ?? null;
  return { ...parity(lengths, nPrompts), lengths, details: null };
}
