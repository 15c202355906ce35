import { spearman } from "@/lib/stats/spearman";

export interface Parity {
  /** Rank correlation of the scores; 0 where one side does not vary. */
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
    spearman: spearman(full, low) ?? 0,
    flips: decided.length === 0 ? 0 : flipped / decided.length,
    meanShift: low.reduce((sum, value, i) => sum + value - full[i]!, 0) / Math.max(1, low.length),
    nPairs: fullMargins.length,
  };
}
