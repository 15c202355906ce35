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

export interface RankedPairs {
  /** Pairs of finite numbers. */
  n: number;
  /** [n] mid-ranks of either side, from 1; null with fewer than two pairs, or where either side does not vary. */
  ranks: { x: Float64Array; y: Float64Array } | null;
}

/**
 * Mid-ranks of two lists of the same items; an item with a number that is not finite is left out.
 * @throws RangeError when lengths differ
 */
export function rankedPairs(x: ArrayLike<number>, y: ArrayLike<number>): RankedPairs {
  if (x.length !== y.length) throw new RangeError(`x has ${x.length} entries, y has ${y.length}`);
  const pairs = Array.from(x, (value, i) => [value, y[i]!] as const).filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b));
  const varies = (side: 0 | 1) => pairs.some((pair) => pair[side] !== pairs[0]![side]);
  const ranks = varies(0) && varies(1) ? { x: midRanks(pairs.map(([a]) => a)), y: midRanks(pairs.map(([, b]) => b)) } : null;
  return { n: pairs.length, ranks };
}
