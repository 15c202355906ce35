import type { Estimate } from "@/lib/contracts";
import { meanScoreEstimate, winProbabilityEstimate, winRateEstimate } from "./estimates";
import { sigmoid } from "./sigmoid";
import { winIndicator } from "./win-indicator";
import { winRateBounds } from "./win-rate-bounds";

export interface PairsInput {
  /** [nPrompts] reward units (logits); NaN where there is none. */
  score: Float32Array;
  /** [nPrompts] bits 0-1: pending 0, ok 1, failed 2, missing 3; bit 2 prompt cut; bit 3 completion cut. */
  statuses: Uint8Array;
  referenceScore: Float32Array;
  referenceStatuses: Uint8Array;
  /** [nPrompts] cluster id of each prompt, whole numbers >= 0. */
  clusters: Int32Array;
  /** Divides a margin before the sigmoid; > 0. */
  temperature: number;
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

const pending = 0, ok = 1, missing = 3, cutBits = 0b1100;

function meanOfFinite(values: Float32Array | null): number | null {
  let sum = 0, n = 0;
  for (const value of values ?? []) if (Number.isFinite(value)) { sum += value; n++; }
  return n === 0 ? null : sum / n;
}

function checkInput(input: PairsInput): void {
  const n = input.score.length;
  for (const name of ["statuses", "referenceScore", "referenceStatuses", "clusters", "lengths", "referenceLengths"] as const) {
    const vector = input[name];
    if (vector !== null && vector.length !== n) throw new RangeError(`${name} has ${vector.length} entries for ${n} prompts`);
  }
  if (!(input.temperature > 0 && Number.isFinite(input.temperature))) throw new RangeError(`temperature must be a positive number, got ${input.temperature}`);
}

/**
 * One point of a curve: a checkpoint's scores against a reference set's, prompt by prompt.
 * Margins are float64 differences of float32 scores and sums run in prompt order, so the result does not depend on the
 * order in which scores arrived. A score that is not finite counts as failed on its side, whatever its status says.
 * Looked at in this order: pending on either side; reference without a score; then the checkpoint's own status.
 * Intervals: see README.md of this folder and interval-methods.
 * @throws RangeError when lengths differ or the temperature is not a positive number
 */
export function summarisePairs(input: PairsInput): PairsSummary {
  checkInput(input);
  const { score, statuses, referenceScore, referenceStatuses, clusters, temperature } = input;
  const nAll = score.length;
  const counts = { nWin: 0, nTie: 0, nLoss: 0, nFailed: 0, nMissing: 0, nReferenceFailed: 0, nTruncated: 0, nPending: 0 };
  const outcomes = new Float64Array(nAll), probabilities = new Float64Array(nAll), pairClusters = new Int32Array(nAll);
  const scores = new Float64Array(nAll), scoreClusters = new Int32Array(nAll);
  let nPairs = 0, nScores = 0;
  for (let i = 0; i < nAll; i++) {
    const status = statuses[i]! & 0b11, referenceStatus = referenceStatuses[i]! & 0b11;
    if (status === pending || referenceStatus === pending) { counts.nPending++; continue; }
    const own = score[i]!, reference = referenceScore[i]!, cluster = clusters[i]!;
    const scored = status === ok && Number.isFinite(own);
    if (scored) {
      scores[nScores] = own;
      scoreClusters[nScores++] = cluster;
      if (statuses[i]! & cutBits) counts.nTruncated++;
    }
    if (referenceStatus !== ok || !Number.isFinite(reference)) { counts.nReferenceFailed++; continue; }
    if (status === missing) { counts.nMissing++; continue; }
    const outcome = scored ? winIndicator(own, reference) : null;
    if (outcome === null) { counts.nFailed++; continue; }
    if (outcome === 1) counts.nWin++;
    else if (outcome === 0) counts.nLoss++;
    else counts.nTie++;
    outcomes[nPairs] = outcome;
    probabilities[nPairs] = sigmoid((own - reference) / temperature);
    pairClusters[nPairs++] = cluster;
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
