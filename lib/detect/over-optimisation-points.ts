import { spearman } from "@/lib/stats/spearman";

export interface OverOptimisationLook {
  step: number;
  /** [nPrompts] win probabilities by both reward models, NaN where there is none; null where a model has not scored the look. */
  training: ArrayLike<number> | null; heldOut: ArrayLike<number> | null;
  /** [nPrompts] characters of the completions, NaN where there is none; null where not known. */
  lengths: ArrayLike<number> | null;
}

export interface OverOptimisationPoint {
  step: number;
  /** Mean win probabilities, over each model's own prompts; gap = training - held-out over the prompts that both have. */
  training: number | null; heldOut: number | null; gap: number | null;
  /** Spearman over prompts between the two models, [-1, 1]. */
  rankAgreement: number | null;
  /** Share of prompts on which both models take the same side of the reference, one of them tied counting one half. */
  concordance: number | null;
  /** Median over prompts of length / reference length. */
  medianLengthRatio: number | null;
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, v) => sum + v, 0) / values.length;
}
function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length === 0 ? null : sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
/** 1 on the same side (or both tied), 0 on opposite sides, .5 where one is tied. */
const agree = (x: number, y: number): number => (x === y ? 1 : x * y === 0 ? 0.5 : 0);
const finite = (values: ArrayLike<number> | null): number[] => Array.from(values ?? []).filter(Number.isFinite);

/**
 * What the over-optimisation panel draws, look by look, without any guarantee: a training reward model always rises faster than one that nobody optimises.
 * Spearman and concordance describe agreement on these prompts; they are no alarm.
 * @param referenceLengths [nPrompts] characters; null where not known
 * @throws RangeError when lengths differ
 */
export function overOptimisationPoints(looks: readonly OverOptimisationLook[], referenceLengths: ArrayLike<number> | null): OverOptimisationPoint[] {
  return looks.map(({ step, training, heldOut, lengths }) => {
    if (training !== null && heldOut !== null && training.length !== heldOut.length) throw new RangeError(`step ${step}: ${training.length} training values, ${heldOut.length} held out`);
    const both = training === null || heldOut === null ? [] : Array.from(training, (a, i) => [a, heldOut[i]!] as const).filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b));
    const ratios = lengths === null || referenceLengths === null ? [] : Array.from(lengths, (length, i) => length / referenceLengths[i]!).filter(Number.isFinite);
    const agreement = both.map(([a, b]) => agree(Math.sign(a - 0.5), Math.sign(b - 0.5)));
    return {
      step, training: meanOf(finite(training)), heldOut: meanOf(finite(heldOut)), gap: meanOf(both.map(([a, b]) => a - b)),
      rankAgreement: spearman(both.map(([a]) => a), both.map(([, b]) => b)),
      concordance: meanOf(agreement), medianLengthRatio: medianOf(ratios),
    };
  });
}
