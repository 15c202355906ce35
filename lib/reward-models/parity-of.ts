export interface Parity {
  /** Rank correlation of the scores. */
  spearman: number;
  /** Share of pairs whose winner changes; a tie in full precision is left out. */
  flips: number;
  meanShift: number;
  nPairs: number;
}

/**
 * How well scores of a lower precision stand for those of full precision.
 * @param full, low [n] scores of the same texts @param fullMargins, lowMargins [nPairs] differences of scores of one prompt
 * @throws RangeError if lengths differ
 */
export function parityOf(full: readonly number[], low: readonly number[], fullMargins: readonly number[], lowMargins: readonly number[]): Parity {
  if (full.length !== low.length || fullMargins.length !== lowMargins.length) throw new RangeError("as many scores of one precision as of the other");
  const decided = fullMargins.map((margin, i) => [margin, lowMargins[i]!] as const).filter(([margin]) => margin !== 0);
  const flipped = decided.filter(([margin, other]) => Math.sign(margin) !== Math.sign(other)).length;
  return {
    spearman: correlation(ranks(full), ranks(low)),
    flips: decided.length === 0 ? 0 : flipped / decided.length,
    meanShift: low.reduce((sum, value, i) => sum + value - full[i]!, 0) / Math.max(1, low.length),
    nPairs: fullMargins.length,
  };
}

/** Ranks from 1, equal values sharing their mean rank. @see Spearman 1904; Kendall & Gibbons 1990, ch. 3 */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const out = new Array<number>(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) out[order[i]!] = (start + 1 + end) / 2;
    start = end;
  }
  return out;
}

/** Pearson's correlation; 0 where one side does not vary. */
function correlation(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  let xy = 0, xx = 0, yy = 0;
  x.forEach((value, i) => { const [dx, dy] = [value - mx, y[i]! - my]; xy += dx * dy; xx += dx * dx; yy += dy * dy; });
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}
