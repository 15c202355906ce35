/** Probabilities nearer to 0 or 1 than this are kept at it, so that log-odds stay finite (within +-21). */
const nearest = 1e-9;

/**
 * Log-odds of a probability, log(p / (1 - p)): the margin that sigmoid turns back into it. Exactly 0 for 0.5.
 * @param probability in [0, 1]
 * @returns NaN for NaN
 */
export function logOdds(probability: number): number {
  const p = Math.min(1 - nearest, Math.max(nearest, probability));
  return Math.log(p) - Math.log1p(-p);
}
