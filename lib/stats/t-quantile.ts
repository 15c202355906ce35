import quantile from "@stdlib/stats-base-dists-t-quantile";

/**
 * Quantile of Student's t distribution.
 * @param p probability in [0, 1]
 * @param df degrees of freedom, > 0 (not necessarily whole)
 */
export function tQuantile(p: number, df: number): number {
  return quantile(p, df);
}
