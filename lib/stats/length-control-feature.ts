/** A ratio beyond e^2 = 7.4 counts as that: a few runaway answers must not carry the fit. */
const furthest = 2;

/**
 * What the length of a completion adds to its chance to win, before its coefficient: log(length / reference length) within +-2, or tanh of that,
 * which takes all long answers for about equally long. One fixed scale for the whole run.
 * @param length, referenceLength characters, >= 0; an empty one is as far as a length goes, two empty ones are equal
 * @returns number in [-2, 2] or (-1, 1); NaN where either is not finite
 */
export function lengthControlFeature(length: number, referenceLength: number, kind: "linear" | "tanh"): number {
  if (!Number.isFinite(length) || !Number.isFinite(referenceLength)) return NaN;
  const ratio = length === referenceLength ? 0 : Math.log(length / referenceLength);
  const clipped = Math.min(furthest, Math.max(-furthest, ratio));
  return kind === "tanh" ? Math.tanh(clipped) : clipped;
}
