import cdf from "@stdlib/stats-base-dists-t-cdf";

/**
 * Upper tail P(T > t) of Student's t distribution, through the lower tail at -t: 1 - cdf(t) would keep no digit of a small p.
 * @param t any float
 * @param df degrees of freedom, > 0
 * @returns probability in [0, 1]
 */
export function tTail(t: number, df: number): number {
  return cdf(-t, df);
}
