import { sigmoid } from "./sigmoid";
import { winIndicator } from "./win-indicator";

export interface PairSides {
  /** [nPrompts] reward units (logits); NaN where there is none. */
  score: Float32Array;
  /** [nPrompts] bits 0-1: pending 0, ok 1, failed 2, missing 3; bit 2 prompt cut; bit 3 completion cut. */
  statuses: Uint8Array;
  referenceScore: Float32Array;
  referenceStatuses: Uint8Array;
  /** Divides a margin before the sigmoid; > 0. */
  temperature: number;
}

/** What can become of a prompt, in the order of the codes; the first letter of each stands in a matrix of outcomes. */
export const outcomeNames = ["win", "tie", "loss", "failed", "missing", "reference-failed", "pending"] as const;
export const outcomeLetters = "WTLFMRP";
export const outcomeCode = { win: 0, tie: 1, loss: 2, failed: 3, missing: 4, referenceFailed: 5, pending: 6 } as const;

export interface PairOutcomes {
  /** [nPrompts] index into outcomeNames. */
  outcomes: Uint8Array;
  /** [nPrompts] 1 win, 0.5 tie, 0 loss; NaN for every other outcome. */
  wins: Float64Array;
  /** [nPrompts] sigmoid(margin / temperature) in [0, 1]; NaN where there is no margin. */
  probabilities: Float64Array;
}

const pending = 0, ok = 1, missing = 3;

/**
 * What became of every prompt. Looked at in this order: pending on either side; reference without a score; then the
 * checkpoint's own status. A score that is not finite counts as failed on its side, whatever its status says.
 * Margins are float64 differences of float32 scores.
 * @throws RangeError when lengths differ or the temperature is not a positive number
 */
export function pairOutcomes(sides: PairSides): PairOutcomes {
  const { score, statuses, referenceScore, referenceStatuses, temperature } = sides;
  const n = score.length;
  for (const name of ["statuses", "referenceScore", "referenceStatuses"] as const) {
    if (sides[name].length !== n) throw new RangeError(`${name} has ${sides[name].length} entries for ${n} prompts`);
  }
  if (!(temperature > 0 && Number.isFinite(temperature))) throw new RangeError(`temperature must be a positive number, got ${temperature}`);
  const outcomes = new Uint8Array(n);
  const wins = new Float64Array(n).fill(NaN), probabilities = new Float64Array(n).fill(NaN);
  for (let i = 0; i < n; i++) {
    const status = statuses[i]! & 0b11, referenceStatus = referenceStatuses[i]! & 0b11;
    const own = score[i]!, reference = referenceScore[i]!;
    if (status === pending || referenceStatus === pending) outcomes[i] = outcomeCode.pending;
    else if (referenceStatus !== ok || !Number.isFinite(reference)) outcomes[i] = outcomeCode.referenceFailed;
    else if (status === missing) outcomes[i] = outcomeCode.missing;
    else {
      const win = status === ok ? winIndicator(own, reference) : null;
      if (win === null) outcomes[i] = outcomeCode.failed;
      else {
        outcomes[i] = win === 1 ? outcomeCode.win : win === 0 ? outcomeCode.loss : outcomeCode.tie;
        wins[i] = win;
        probabilities[i] = sigmoid((own - reference) / temperature);
      }
    }
  }
  return { outcomes, wins, probabilities };
}
