import { wilsonInterval, type Interval } from "./wilson";

export interface ReliabilityBin {
  /** Confidences in (from, to]; the first bin holds its lower edge too. */
  from: number;
  to: number;
  n: number;
  /** Mean confidence, and the share of pairs where it was right (a tie counts half), with its Wilson interval; null in an empty bin. */
  predicted: number | null;
  observed: number | null;
  interval: Interval | null;
}

export interface ReliabilityTable {
  bins: ReliabilityBin[];
  /** Expected calibration error, in [0, 1]: sum of n_bin / n |observed - predicted|; null without pairs. Biased upwards where bins are small. */
  calibrationError: number | null;
}

/**
 * Says whether probabilities mean what they say. Each pair is read from the side the model prefers, which needs no label: its confidence is max(p, 1 - p), in
 * [0.5, 1], and it was right where that side is the chosen one. (Read from the chosen side, every pair would be observed as 1.)
 * @param probabilities [nPairs] P(chosen is better), in [0, 1]
 * @param nBins bins of equal width over [0.5, 1]
 * @throws RangeError for a value outside [0, 1]
 * @see Guo et al. 2017, arXiv 1706.04599, section 2 (reliability diagrams, expected calibration error)
 */
export function reliabilityTable(probabilities: ArrayLike<number>, nBins = 10): ReliabilityTable {
  const sums = Array.from({ length: nBins }, () => ({ n: 0, confidence: 0, right: 0 }));
  for (const p of Array.from(probabilities)) {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability lies in [0, 1], got ${p}`);
    const confidence = Math.max(p, 1 - p);
    // Rounded first: 0.6 belongs to the bin that ends at 0.6, although (0.6 - 0.5) * 20 is a little more than 2.
    const place = Math.ceil(Number(((confidence - 0.5) * 2 * nBins).toFixed(9))) - 1;
    const bin = sums[Math.min(nBins - 1, Math.max(0, place))]!;
    bin.n++;
    bin.confidence += confidence;
    bin.right += p > 0.5 ? 1 : p === 0.5 ? 0.5 : 0;
  }
  const edge = (i: number): number => 0.5 + i / (2 * nBins);
  const bins = sums.map(({ n, confidence, right }, i): ReliabilityBin => ({
    from: edge(i), to: edge(i + 1), n,
    predicted: n === 0 ? null : confidence / n, observed: n === 0 ? null : right / n, interval: n === 0 ? null : wilsonInterval(right, n),
  }));
  const nPairs = sums.reduce((total, { n }) => total + n, 0);
  const calibrationError = nPairs === 0 ? null : sums.reduce((total, { confidence, right }) => total + Math.abs(right - confidence), 0) / nPairs;
  return { bins, calibrationError };
}
