import type { Estimate } from "@/lib/contracts";
import { meanScoreEstimate, winProbabilityEstimate, winRateEstimate } from "./estimates";
import { outcomeCode, outcomeNames, pairOutcomes, type PairSides } from "./pair-outcomes";
import { winRateBounds } from "./win-rate-bounds";

export interface PairsInput extends PairSides {
  /** [nPrompts] cluster id of each prompt, whole numbers >= 0. */
  clusters: Int32Array;
  /** [nPrompts] characters; NaN where there is no completion; null where not known. */
  lengths: Float32Array | null;
  referenceLengths: Float32Array | null;
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

function meanOfFinite(values: Float32Array | null): number | null {
  let sum = 0, n = 0;
  for (const value of values ?? []) if (Number.isFinite(value)) { sum += value; n++; }
  return n === 0 ? null : sum / n;
}

function checkInput(input: PairsInput): void {
  const n = input.score.length;
  for (const name of ["clusters", "lengths", "referenceLengths"] as const) {
    const vector = input[name];
    if (vector !== null && vector.length !== n) throw new RangeError(`${name} has ${vector.length} entries for ${n} prompts`);
  }
}

/**
 * One point of a curve: a checkpoint's scores against a reference set's, prompt by prompt.
 * Sums run in prompt order, so the result does not depend on the order in which scores arrived. What counts as what: pair-outcomes.
 * Intervals: see README.md of this folder and interval-methods.
 * @throws RangeError when lengths differ or the temperature is not a positive number
 */
export function summarisePairs(input: PairsInput): PairsSummary {
  checkInput(input);
  const { score, statuses, clusters } = input;
  const nAll = score.length;
  const found = pairOutcomes(input);
  const byOutcome = new Uint32Array(outcomeNames.length);
  for (const outcome of found.outcomes) byOutcome[outcome]!++;
  const count = (name: keyof typeof outcomeCode) => byOutcome[outcomeCode[name]]!;
  const counts = {
    nWin: count("win"), nTie: count("tie"), nLoss: count("loss"), nFailed: count("failed"), nMissing: count("missing"),
    nReferenceFailed: count("referenceFailed"), nTruncated: 0, nPending: count("pending"),
  };
  const outcomes = new Float64Array(nAll), probabilities = new Float64Array(nAll), pairClusters = new Int32Array(nAll);
  const scores = new Float64Array(nAll), scoreClusters = new Int32Array(nAll);
  let nPairs = 0, nScores = 0;
  for (let i = 0; i < nAll; i++) {
    const outcome = found.outcomes[i]!;
    if (outcome === outcomeCode.pending) continue;
    if ((statuses[i]! & statusBits) === ok && Number.isFinite(score[i]!)) {
      scores[nScores] = score[i]!;
      scoreClusters[nScores++] = clusters[i]!;
      if (statuses[i]! & cutBits) counts.nTruncated++;
    }
    if (outcome > outcomeCode.loss) continue;
    outcomes[nPairs] = found.wins[i]!;
    probabilities[nPairs] = found.probabilities[i]!;
    pairClusters[nPairs++] = clusters[i]!;
  }
  const ofPairs = pairClusters.subarray(0, nPairs);
  return {
    ...counts,
    nPrompts: nAll - counts.nPending,
    incomplete: (counts.nFailed + counts.nMissing) * 50 > nAll,
    winRate: winRateEstimate(outcomes.subarray(0, nPairs), ofPairs),
    winProbability: winProbabilityEstimate(probabilities.subarray(0, nPairs), ofPairs),
    meanScore: meanScoreEstimate(scores.subarray(0, nScores), scoreClusters.subarray(0, nScores)),
    meanLength: meanOfFinite(input.lengths),
    meanReferenceLength: meanOfFinite(input.referenceLengths),
    winRateBounds: winRateBounds(counts),
  };
}
