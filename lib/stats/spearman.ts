import { rankedPairs } from "./ranked-pairs";

/**
 * How far two lists order the same items alike: Spearman's rho, the Pearson correlation of mid-ranks.
 * @param x, y [n] of any units; an item with a number that is not finite is left out
 * @returns in [-1, 1]; null with fewer than two pairs, or where either side does not vary
 * @throws RangeError when lengths differ
 * @see Spearman 1904; golden values test/stats/golden.json rank_agreement
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  const { n, ranks } = rankedPairs(x, y);
  if (ranks === null) return null;
  const middle = (n + 1) / 2;
  let sxx = 0, syy = 0, sxy = 0;
  for (let i = 0; i < n; i++) {
    const a = ranks.x[i]! - middle, b = ranks.y[i]! - middle;
    sxx += a * a;
    syy += b * b;
    sxy += a * b;
  }
  return sxy / Math.sqrt(sxx * syy);
}
