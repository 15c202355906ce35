import type { Estimate } from "@/lib/contracts";
import { meanScoreEstimate, winProbabilityEstimate, winRateEstimate } from "./estimates";
import { outcomeCode, outcomeNames, type PairOutcomes } from "./pair-outcomes";
import { winRateBounds } from "./win-rate-bounds";

/** What became of every prompt at one checkpoint, and the checkpoint's own scores. Every vector is [nPrompts]. */
export interface OutcomesInput extends PairOutcomes {
  /** Reward units; NaN where there is none. */
  score: Float32Array;
  /** Bits as in `PairSides`. */
  statuses: Uint8Array;
  /** Cluster id of each prompt, whole numbers >= 0. */
  clusters: Int32Array;
  /** Characters; NaN where there is no completion; null where not known. */
  lengths: Float32Array | null;
  referenceLengths: Float32Array | Float64Array | null;
}

export interface PairsSummary {
  /** nWin + nTie + nLoss + nFailed + nMissing + nReferenceFailed. */
  nPrompts: number;
  nWin: number; nTie: number; nLoss: number; nFailed: number; nMissing: number; nReferenceFailed: number;
  /** Scored completions of the checkpoint of which something was cut. */
  nTruncated: number;
  /** Not scored yet on one side or the other; no part of any other number. */
  nPending: number;
  /** Failed and missing on the checkpoint's own side above 2 % of all prompts. */
  incomplete: boolean;
  winRate: Estimate; winProbability: Estimate;
  /** Of the checkpoint's scores; whether the reference has one does not matter. */
  meanScore: Estimate;
  /** Mean characters of all completions that are there, scored or not. */
  meanLength: number | null; meanReferenceLength: number | null;
  winRateBounds: { worst: number; best: number } | null;
}

const ok = 1, statusBits = 0b11, cutBits = 0b1100;

/**
 * Counts, means and intervals of one point. Sums run in prompt order, so the result does not depend on the order in which scores
 * arrived. Intervals: see README.md of this folder and interval-methods.
 */
export function summariseOutcomes({ outcomes, wins, probabilities, score, statuses, clusters, lengths, referenceLengths }: OutcomesInput): PairsSummary {
  const nAll = score.length;
  const byOutcome = new Uint32Array(outcomeNames.length);
  for (const outcome of outcomes) byOutcome[outcome]!++;
  const count = (name: keyof typeof outcomeCode) => byOutcome[outcomeCode[name]]!;
  const counts = {
    nWin: count("win"), nTie: count("tie"), nLoss: count("loss"), nFailed: count("failed"), nMissing: count("missing"),
    nReferenceFailed: count("referenceFailed"), nTruncated: 0, nPending: count("pending"),
  };
  const ofPairs = new Float64Array(nAll), ofProbabilities = new Float64Array(nAll), pairClusters = new Int32Array(nAll);
  const scores = new Float64Array(nAll), scoreClusters = new Int32Array(nAll);
  let nPairs = 0, nScores = 0;
  for (let i = 0; i < nAll; i++) {
    const outcome = outcomes[i]!;
    if (outcome === outcomeCode.pending) continue;
    if ((statuses[i]! & statusBits) === ok && Number.isFinite(score[i]!)) {
      scores[nScores] = score[i]!;
      scoreClusters[nScores++] = clusters[i]!;
      if (statuses[i]! & cutBits) counts.nTruncated++;
    }
    if (outcome > outcomeCode.loss) continue;
    ofPairs[nPairs] = wins[i]!;
    ofProbabilities[nPairs] = probabilities[i]!;
    pairClusters[nPairs++] = clusters[i]!;
  }
  const clustersOfPairs = pairClusters.subarray(0, nPairs);
  return {
    ...counts,
    nPrompts: nAll - counts.nPending,
    incomplete: (counts.nFailed + counts.nMissing) * 50 > nAll,
    winRate: winRateEstimate(ofPairs.subarray(0, nPairs), clustersOfPairs),
    winProbability: winProbabilityEstimate(ofProbabilities.subarray(0, nPairs), clustersOfPairs),
    meanScore: meanScoreEstimate(scores.subarray(0, nScores), scoreClusters.subarray(0, nScores)),
    meanLength: meanOfFinite(lengths),
    meanReferenceLength: meanOfFinite(referenceLengths),
    winRateBounds: winRateBounds(counts),
  };
}

function meanOfFinite(values: Float32Array | Float64Array | null): number | null {
  let sum = 0, n = 0;
  for (const value of values ?? []) if (Number.isFinite(value)) { sum += value; n++; }
  return n === 0 ? null : sum / n;
}
