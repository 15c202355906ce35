/** Scores closer than this share of the reference score (at least of 1) tie. */
const tieTolerance = 1e-9;

/**
 * Outcome of one prompt: 1 the checkpoint's completion wins, 0 it loses, 0.5 a tie.
 * @param score, referenceScore reward units (logits) of the same prompt
 * @param tolerance tie when |score - referenceScore| <= tolerance * max(1, |referenceScore|)
 * @returns 0, 0.5, 1, or null when either score is not finite: such a pair is excluded and counted, never clipped
 */
export function winIndicator(score: number, referenceScore: number, tolerance: number = tieTolerance): 0 | 0.5 | 1 | null {
  if (!Number.isFinite(score) || !Number.isFinite(referenceScore)) return null;
  const margin = score - referenceScore;
  if (Math.abs(margin) <= tolerance * Math.max(1, Math.abs(referenceScore))) return 0.5;
  return margin > 0 ? 1 : 0;
}
