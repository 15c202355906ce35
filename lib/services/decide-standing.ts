import { decidingMetric } from "@/lib/context/deciding-metric";
import { detectableDrop } from "@/lib/context/detectable-drop";
import type { RunStanding } from "@/lib/db/run-standings";
import { decideVerdict, type DecidedVerdict } from "@/lib/detect/decide-verdict";
import { planOf } from "@/lib/detect/detector-plan";

/** Looks that are final and not part of the decision yet are pending, as checkpoints that wait for their scores are. */
export const pendingOf = ({ nWaiting, nInEpisode, findings }: RunStanding): number => nWaiting + Math.max(0, nInEpisode - (findings?.nLooks ?? 0));

/** The verdict on a run, from where it stands: the same as GET /runs/:run/verdict of its primary curve. */
export function decideStanding(standing: RunStanding): DecidedVerdict {
  const { hasCurve, nCheckpoints, nFailed, findings, episodePlan, plan } = standing;
  return decideVerdict({ hasCurve, nCheckpoints, nPending: pendingOf(standing), nFailed, findings, minUnits: planOf(episodePlan ?? plan).minUnits });
}

/** The drop that the next look would find with probability one half; null where nothing can be tested. */
export function detectableOf({ plan, nClusters, spec, findings }: RunStanding): number | null {
  return detectableDrop({ ...plan, promptSet: { nClusters } }, findings, spec ? decidingMetric({ spec }) : undefined)?.fast ?? null;
}
