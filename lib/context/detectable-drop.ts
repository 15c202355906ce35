import type { DecidingMetric, DetectableDrop, Plan } from "@/lib/contracts";
import { planOf } from "@/lib/detect/detector-plan";
import type { Findings } from "@/lib/detect/findings";
import { smallestDetectableDrop } from "@/lib/detect/smallest-detectable-drop";

/**
 * Smallest drop that a run would find: as measured, or before there is data from its plan; null where nothing can be tested.
 * @param metric the one that decides: single prompts change more in win rate than in win probability
 */
export function detectableDrop(run: Plan & { promptSet: { nClusters: number } }, findings: Findings | null, metric: DecidingMetric = "winProbability"): DetectableDrop | null {
  const found = findings?.detectable ?? smallestDetectableDrop({ plan: planOf(run), nUnits: run.promptSet.nClusters, sdPair: null, nLooks: 0, metric });
  if (!found) return null;
  const { fast, sustained, sdPair, sdSource, nUnits } = found;
  return { fast, sustained, sdPair, sdSource, nUnits };
}
