import quantile from "@stdlib/stats-base-dists-t-quantile";

let last = { p: NaN, df: NaN, value: NaN };

/**
 * Quantile of Student's t distribution. The last one is remembered: a page asks for thousands of intervals of one size.
 * @param p probability in [0, 1]
 * @param df degrees of freedom, > 0 (not necessarily whole)
 */
export function tQuantile(p: number, df: number): number {
  if (last.p !== p || last.df !== df) last = { p, df, value: quantile(p, df) };
  return last.value;
}
