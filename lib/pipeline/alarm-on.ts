import { raiseAlert, resolveAlerts } from "@/lib/context/raise-alert";
import type { SelectedCurve } from "@/lib/context/select-curve";
import { errorSentence, regressionSentence } from "@/lib/chart/verdict-sentence";
import { alertKeysWith } from "@/lib/db/alerts";
import { branchOfCheckpoint } from "@/lib/db/checkpoints";
import type { Tx } from "@/lib/db/client";
import type { StoredEpisode } from "@/lib/db/episodes";
import type { Findings } from "@/lib/detect/findings";
import { decidingMetric } from "@/lib/context/deciding-metric";
import type { Delivery } from "@/lib/queue/enqueue";

/**
 * Tells people what was found on the run's primary curve: once a drop is seen, once more when it has lasted. A dip that
 * recovered resolves its alert. An alarm belongs to the branch whose look raised it.
 */
export async function alarmOn(tx: Tx, curve: SelectedCurve, episode: StoredEpisode, { regression, overOptimisation }: Findings): Promise<Delivery[]> {
  const { run, rewardModel, referenceSet, branch } = curve;
  if (!rewardModel || !referenceSet || rewardModel.id !== run.primaryRewardModelId || referenceSet.id !== run.primaryReferenceSetId) return [];
  const metric = decidingMetric(rewardModel);
  const about = { runId: run.id, branch, rewardModelId: rewardModel.id, referenceSetId: referenceSet.id };
  const keyOf = (kind: string, episodeId = episode.id) => `${episodeId}|${branch}|${kind}`;
  const deliveries: Delivery[] = [];
  if (overOptimisation && (await branchOfCheckpoint(tx, overOptimisation.checkpointId)) === branch) {
    const sentence = regressionSentence({ kind: "over-optimisation", ...overOptimisation }, metric);
    deliveries.push(...(await raiseAlert(tx, {
      // It is the held-out detector's finding, whichever curve is the primary one.
      ...about, dedupeKey: keyOf("over-optimisation", overOptimisation.episodeId), kind: "over-optimisation", step: overOptimisation.step,
      evidence: { sentence, sure: errorSentence(overOptimisation.errorLevel), ...overOptimisation },
    })));
  }
  if (!regression || (await branchOfCheckpoint(tx, regression.checkpointId)) !== branch) return deliveries;
  const sustained = regression.kind === "sustained";
  if (regression.kind !== "dip-recovered") {
    deliveries.push(...(await raiseAlert(tx, {
      ...about, dedupeKey: keyOf(sustained ? "sustained" : `drop|${regression.step}`), kind: "regression", step: regression.step,
      evidence: { sentence: regressionSentence(regression, metric), sure: errorSentence(episode.alpha), ...regression, errorLevel: episode.alpha },
    })));
  }
  // A drop that has lasted has an alert of its own; one that recovered needs none.
  if (sustained || regression.kind === "dip-recovered") {
    await resolveAlerts(tx, { runId: run.id, dedupeKeys: await alertKeysWith(tx, { runId: run.id, prefix: keyOf("drop|") }) });
  }
  return deliveries;
}
