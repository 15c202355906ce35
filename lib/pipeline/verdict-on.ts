import type { Context } from "@/lib/context";
import { detectableDrop } from "@/lib/context/detectable-drop";
import { presentEpisode } from "@/lib/context/present-episode";
import type { SelectedCurve } from "@/lib/context/select-curve";
import { verdictSentence } from "@/lib/chart/verdict-sentence";
import type { Verdict } from "@/lib/contracts";
import { checkpointStates, type CheckpointStateRow } from "@/lib/db/checkpoints";
import { findDecision, type Decision } from "@/lib/db/decisions";
import { currentEpisode, type StoredEpisode } from "@/lib/db/episodes";
import { testedAt } from "@/lib/db/look-tests";
import { pinsInOrder } from "@/lib/db/pins";
import { decideVerdict } from "@/lib/detect/decide-verdict";
import { planOf } from "@/lib/detect/detector-plan";
import { dropOfVerdict } from "@/lib/detect/drop-of-verdict";
import type { Findings } from "@/lib/detect/findings";
import { keepList } from "@/lib/detect/keep-list";
import { decidingMetric } from "@/lib/context/deciding-metric";

/** What the training loop can act on: read from the stored decision, with what is pending and pinned right now; and that decision. */
export async function verdictOn(ctx: Context, curve: SelectedCurve): Promise<{ verdict: Verdict; decision: Decision | null }> {
  const { run, rewardModel, referenceSet, branch, lineage } = curve;
  const metric = rewardModel ? decidingMetric(rewardModel) : "winProbability";
  const key = rewardModel && referenceSet && { runId: run.id, branch, rewardModelId: rewardModel.id, referenceSetId: referenceSet.id };
  const [decision, episode, checkpoints, pins] = await Promise.all([
    key ? findDecision(ctx.db, key) : null,
    key ? currentEpisode(ctx.db, key) : null,
    checkpointStates(ctx.db, { runId: run.id, lineage, rewardModelId: rewardModel?.id, referenceSetId: referenceSet?.id }),
    pinsInOrder(ctx.db, run.id),
  ]);
  // What was found in an earlier episode is not the verdict on this one.
  const findings = decision && decision.findings.episodeId === episode?.id ? decision.findings : null;
  const plan = planOf(episode ?? run);
  const counts = countsOf(checkpoints, findings, episode);
  const decided = decideVerdict({ hasCurve: key !== undefined, ...counts, findings, minUnits: plan.minUnits });
  const found = dropOfVerdict(decided, findings);
  const detectable = detectableDrop(run, findings, metric);
  const best = decision?.best.kind === "estimate" ? decision.best : null;
  const kept = keepList({
    best: best && { step: best.step, provisional: best.reason !== null },
    earliestWithin: best?.earliestWithin ?? null, latest: checkpoints.at(-1)?.step ?? null,
    pinned: checkpoints.filter((one) => pins.some(({ branch: on, step }) => on === one.branch && Number(step) === one.step)).map(({ step }) => step),
    tested: checkpoints.filter(({ decidable }) => decidable).map(({ step }) => step),
  });
  const verdict: Verdict = {
    ...decided,
    reason: verdictSentence({
      ...counts, code: decided.code, metric, errorLevel: plan.alpha, nUnits: findings?.nUnits ?? run.promptSet.nClusters, minUnits: plan.minUnits,
      blockSize: plan.blockSize, adjustedP: findings?.adjustedP ?? null, detectable, regression: found,
    }),
    adjustedP: findings?.adjustedP ?? null,
    regression: found && {
      step: found.step, sinceSteps: found.contrast.blockSteps, drop: found.contrast.drop, dropLow: found.contrast.dropLow, kind: found.kind,
      contrast: found.contrast, checkpointId: found.checkpointId, detectedAt: episode && (await testedAt(ctx.db, episode.id, found.checkpointId)),
    },
    smallestDetectableDrop: detectable?.fast ?? null, detectable, metric, errorLevel: plan.alpha,
    episode: episode && presentEpisode(episode),
    nLooks: counts.nLooks, nPending: counts.nPending, jitter: findings?.jitter ?? null,
    best: best && best.reason === null ? best.step : null, ...kept,
  };
  return { verdict, decision };
}

/** Pending: registered, and neither given up nor part of the decision yet. */
function countsOf(checkpoints: readonly CheckpointStateRow[], findings: Findings | null, episode: StoredEpisode | null) {
  const inEpisode = checkpoints.filter(({ look }) => look !== null && look > (episode?.afterLook ?? 0));
  const scoring = checkpoints.filter(({ status, look }) => look === null && status !== "failed" && status !== "scored").length;
  const undecided = Math.max(0, inEpisode.length - (findings?.nLooks ?? 0));
  return {
    nCheckpoints: checkpoints.length, nFailed: checkpoints.filter(({ status, look }) => status === "failed" && look === null).length,
    nPending: scoring + undecided, nLooks: findings?.nLooks ?? 0,
  };
}
