import { rankedPairs } from "./ranked-pairs";

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

/**
 * How far two lists order the same items alike: Kendall's tau-b, concordant less discordant pairs over
 * sqrt((pairs - ties in x)(pairs - ties in y)), in O(n log n).
 * @param x, y [n] of any units; an item with a number that is not finite is left out
 * @returns in [-1, 1]; null with fewer than two pairs, or where either side does not vary
 * @throws RangeError when lengths differ
 * @see Kendall 1945; Knight 1966 (counting by merge sort); golden values test/stats/golden.json rank_agreement
 */
export function kendallTauB(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  const { n, ranks } = rankedPairs(x, y);
  if (ranks === null) return null;
  const { x: rx, y: ry } = ranks;
  const byX = Array.from(rx, (_, i) => i).sort((i, j) => rx[i]! - rx[j]! || ry[i]! - ry[j]!);
  const all = (n * (n - 1)) / 2;
  const tiedX = tiedPairs(byX.map((i) => rx[i]!));
  const tiedY = tiedPairs([...ry].sort((a, b) => a - b));
  // Both ranks as one number: a rank is a multiple of one half, at most n.
  const tiedBoth = tiedPairs(byX.map((i) => rx[i]! * 4 * (n + 1) + ry[i]!));
  const discordant = discordances(byX.map((i) => ry[i]!));
  const concordantLess = all - tiedX - tiedY + tiedBoth - 2 * discordant;
  return concordantLess / Math.sqrt((all - tiedX) * (all - tiedY));
}
