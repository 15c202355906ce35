import type { DecidingMetric } from "@/lib/contracts";
import { tQuantile } from "@/lib/stats/t-quantile";
import { contrastLevel } from "./contrast-level";
import { contrastsOfLook } from "./contrasts-of-look";
import type { DetectorPlan } from "./detector-plan";

export interface SmallestDetectableDrop {
  /** Sudden drop found with probability one half by the look right after it; and once as many looks as a block have followed. In units of the metric. */
  fast: number; sustained: number;
  sdPair: number;
  /** `assumed` before there is data: the spread of the metric measured on near-equal models. */
  sdSource: "assumed" | "measured";
  nUnits: number;
  /** The look (by arrival) whose error budget and number of contrasts were used, and its critical value. */
  look: number; critical: number;
}

/** Standard deviation of the one-step paired difference in a typical run: outcomes change by whole wins where probabilities shift. */
const typicalSdPair: Record<DecidingMetric, number> = { winProbability: 0.23, winRate: 0.512 };

/**
 * Planning formula at half power: delta + t * sdPair sqrt((1/a + 1/B) / 2) / sqrt(n), with t the critical value that a
 * contrast of the look really has. The look is the next one, but never one before the middle of the plan: before a
 * run and early in it the answer is for a drop in its middle. Looks are taken to be independent given their prompts.
 * @param nUnits prompts, or the effective number where they are clustered (pair-spread)
 * @param sdPair measured (pair-spread), or null before there is data
 * @param nLooks looks so far
 * @param metric the one that decides; matters only before there is data
 * @returns null below the plan's minimum of prompts: the detector then tests nothing
 */
export function smallestDetectableDrop(
  { plan, nUnits, sdPair, nLooks, metric }: { plan: DetectorPlan; nUnits: number; sdPair: number | null; nLooks: number; metric: DecidingMetric },
): SmallestDetectableDrop | null {
  if (nUnits < Math.max(2, plan.minUnits)) return null;
  const { blockSize, delta, expectedLooks } = plan;
  const look = Math.max(nLooks + 1, Math.ceil(expectedLooks / 2), 2 * blockSize);
  const places = contrastsOfLook({ nLooks: look, position: look - 1, blockSize });
  const sd = sdPair ?? typicalSdPair[metric];
  const criticalOf = (a: number) => -tQuantile(contrastLevel(look, places.filter((place) => place.a === a).length, plan), nUnits - 1);
  const dropOf = (a: number) => delta + (criticalOf(a) * sd * Math.sqrt((1 / a + 1 / blockSize) / 2)) / Math.sqrt(nUnits);
  return {
    fast: dropOf(1), sustained: dropOf(blockSize), sdPair: sd, sdSource: sdPair === null ? "assumed" : "measured",
    nUnits, look, critical: criticalOf(1),
  };
}
