/** Mid-ranks from 1. @param values [n] finite */
function midRanks(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to++;
    for (let k = from; k <= to; k++) ranks[order[k]!] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}

/** Pairs that are equal in a sorted list. */
function tiedPairs(sorted: readonly number[]): number {
  let pairs = 0, run = 0;
  for (let k = 1; k < sorted.length; k++) {
    run = sorted[k] === sorted[k - 1] ? run + 1 : 0;
    pairs += run;
  }
  return pairs;
}

/** Sorts in place by merging, and counts the pairs that stood in falling order. */
function discordances(values: number[]): number {
  let count = 0;
  let from = values, to = new Array<number>(values.length);
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length), end = Math.min(start + 2 * width, values.length);
      let i = start, j = middle;
      for (let k = start; k < end; k++) {
        if (i < middle && (j >= end || from[i]! <= from[j]!)) to[k] = from[i++]!;
        else {
          count += middle - i;
          to[k] = from[j++]!;
        }
      }
    }
    [from, to] = [to, from];
  }
  return count;
}

export interface RankAgreement {
  /** Pairs of finite numbers. */
  n: number;
  /** In [-1, 1]; null with fewer than two pairs, or where either side does not vary. */
  spearman: number | null;
  kendallTauB: number | null;
}

/**
 * How far two lists order the same items alike: Spearman's rho (Pearson correlation of mid-ranks) and Kendall's tau-b
 * (concordant less discordant pairs over sqrt((pairs - ties in x)(pairs - ties in y))), in O(n log n).
 * @param x, y [n] of any units; an item with a number that is not finite is left out
 * @throws RangeError when lengths differ
 * @see Spearman 1904; Kendall 1945; Knight 1966 (counting by merge sort); golden values test/stats/golden.json rank_agreement
 */
export function rankAgreement(x: ArrayLike<number>, y: ArrayLike<number>): RankAgreement {
  if (x.length !== y.length) throw new RangeError(`x has ${x.length} entries, y has ${y.length}`);
  const pairs = Array.from(x, (value, i) => [value, y[i]!] as const).filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b));
  const n = pairs.length;
  const rx = midRanks(pairs.map(([a]) => a)), ry = midRanks(pairs.map(([, b]) => b));
  const middle = (n + 1) / 2;
  let sxx = 0, syy = 0, sxy = 0;
  for (let i = 0; i < n; i++) {
    const a = rx[i]! - middle, b = ry[i]! - middle;
    sxx += a * a;
    syy += b * b;
    sxy += a * b;
  }
  if (!(sxx > 0 && syy > 0)) return { n, spearman: null, kendallTauB: null };
  const byX = pairs.map((_, i) => i).sort((i, j) => rx[i]! - rx[j]! || ry[i]! - ry[j]!);
  const all = (n * (n - 1)) / 2;
  const tiedX = tiedPairs(byX.map((i) => rx[i]!));
  const tiedY = tiedPairs([...ry].sort((a, b) => a - b));
  // Both ranks as one number: a rank is a multiple of one half, at most n.
  const tiedBoth = tiedPairs(byX.map((i) => rx[i]! * 4 * (n + 1) + ry[i]!));
  const discordant = discordances(byX.map((i) => ry[i]!));
  const concordantLess = all - tiedX - tiedY + tiedBoth - 2 * discordant;
  return { n, spearman: sxy / Math.sqrt(sxx * syy), kendallTauB: concordantLess / Math.sqrt((all - tiedX) * (all - tiedY)) };
}
