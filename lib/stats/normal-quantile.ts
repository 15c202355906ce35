import quantile from "@stdlib/stats-base-dists-normal-quantile";

/**
 * Quantile of the standard normal distribution.
 * @param p probability in [0, 1]; 0 and 1 give -Infinity and Infinity
 */
export function normalQuantile(p: number): number {
  return quantile(p, 0, 1);
}
