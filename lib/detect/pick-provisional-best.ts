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

const reach = 2;
/** Two means closer than this are the same number up to rounding. */
const rounding = 1e-12;

/**
 * Best checkpoint so far by point estimates: the largest centred mean over five complete points (three
 * for the second and the last but one, the point alone at the ends).
 * Provisional: it says nothing on which others cannot be told apart from it, and its value is not corrected for having
 * been selected. Points that are not complete neither win nor enter a mean. Of equals, the earliest step.
 * @param points in step order
 * @returns null when no point is complete
 */
export function pickProvisionalBest(points: readonly ScoredStep[]): ProvisionalBest | null {
  const usable: { step: number; index: number; value: number }[] = [];
  points.forEach(({ step, value, complete }, index) => {
    if (complete && value !== null && Number.isFinite(value)) usable.push({ step, index, value });
  });
  let best: ProvisionalBest | null = null;
  usable.forEach((point, i) => {
    // Centred at the ends too: a window cut on one side would credit a first checkpoint with what its successors reached.
    const half = Math.min(reach, i, usable.length - 1 - i);
    const window = usable.slice(i - half, i + half + 1);
    const smoothed = window.reduce((sum, { value }) => sum + value, 0) / window.length;
    if (best === null || smoothed > best.smoothed + rounding) best = { ...point, smoothed };
  });
  return best;
}
