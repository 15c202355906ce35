import { centredMeans } from "@/lib/stats/centred-means";
import { pickLargest } from "./pick-largest";

export interface ScoredStep {
  step: number;
  /** The metric that decides (win probability, in [0, 1]); null where not known. */
  value: number | null;
  /** Fully scored, with failed and missing within the limit. */
  complete: boolean;
}

export interface ProvisionalBest {
  step: number;
  /** Place in the points given. */
  index: number;
  value: number;
  /** Centred five-step mean that won; guides the choice only, never shown as an estimate. */
  smoothed: number;
}

/**
 * Best checkpoint so far by point estimates: the largest centred mean over five complete points (three
 * for the second and the last but one, the point alone at the ends).
 * Provisional: it says nothing on which others cannot be told apart from it, and its value is not corrected for having
 * been selected. Points that are not complete neither win nor enter a mean. Of equals, the earliest step.
 * @param points in step order
 * @returns null when no point is complete
 */
export function pickProvisionalBest(points: readonly ScoredStep[]): ProvisionalBest | null {
  const usable = points.flatMap(({ step, value, complete }, index) => (complete && value !== null && Number.isFinite(value) ? [{ step, index, value }] : []));
  const smooth = centredMeans(usable.map(({ value }) => value));
  const place = pickLargest(smooth);
  const best = usable[place];
  return best ? { ...best, smoothed: smooth[place]! } : null;
}
