import { pairOutcomes, type PairSides } from "./pair-outcomes";
import { summariseOutcomes, type OutcomesInput, type PairsSummary } from "./summarise-outcomes";

export type PairsInput = PairSides & Pick<OutcomesInput, "clusters" | "lengths" | "referenceLengths">;

/**
 * One point of a curve: a checkpoint's scores against a reference set's, prompt by prompt. What counts as what: pair-outcomes.
 * @throws RangeError when lengths differ or the temperature is not a positive number
 */
export function summarisePairs(input: PairsInput): PairsSummary {
  const n = input.score.length;
  for (const name of ["clusters", "lengths", "referenceLengths"] as const) {
    const vector = input[name];
    if (vector !== null && vector.length !== n) throw new RangeError(`${name} has ${vector.length} entries for ${n} prompts`);
  }
  return summariseOutcomes({ ...input, ...pairOutcomes(input) });
}
