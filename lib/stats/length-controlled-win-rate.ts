import { lengthControlFeature } from "./length-control-feature";
import { lengthControlFit } from "./length-control-fit";
import { sigmoid } from "./sigmoid";

export interface LengthControlled {
  /** [T] win rate at equal lengths under both shapes of the length effect: a band, not an interval; null for a look without outcomes or lengths. */
  looks: ({ tanh: number; linear: number } | null)[];
  /** The run's length coefficients; keep them to freeze a fit. */
  phi: { tanh: number; linear: number };
  converged: boolean;
}

/**
 * Length-controlled win rate (ours): what each look's mean probability would be if its completions were as long as the reference's,
 * sigmoid(theta_t) of `lengthControlFit` with one length effect for the whole run. Both shapes of that effect are reported, since the wrong one can be far
 * off (simulated: -.3 or -8.7 for a true change of -5.8 percentage points). It is **not** the leaderboard's number: AlpacaEval fits each model on its own with
 * instruction difficulties from elsewhere, characters in a standardised tanh, and an L1 penalty.
 * Difficulty of prompts is left out on purpose: estimated from the run's own early scores it would absorb the length effect.
 * @param outcomes [T][nPrompts] win probabilities in [0, 1]; @param lengths [T][nPrompts] and @param referenceLengths [nPrompts] characters; not finite: left out
 * @param frozen coefficients of an earlier fit: the past then does not move
 * @throws RangeError when lengths differ
 * @see Dubois et al. 2024, Length-Controlled AlpacaEval, arXiv 2404.04475
 */
export function lengthControlledWinRate({ outcomes, lengths, referenceLengths, frozen }: {
  outcomes: readonly ArrayLike<number>[]; lengths: readonly ArrayLike<number>[]; referenceLengths: ArrayLike<number>; frozen?: { tanh: number; linear: number };
}): LengthControlled {
  if (lengths.some((look) => look.length !== referenceLengths.length)) throw new RangeError("lengths and reference lengths differ in number");
  const fitOf = (kind: "tanh" | "linear") => lengthControlFit({
    outcomes, features: lengths.map((look) => Float64Array.from(look, (length, i) => lengthControlFeature(length, referenceLengths[i]!, kind))), frozenPhi: frozen?.[kind],
  });
  const tanh = fitOf("tanh"), linear = fitOf("linear");
  return {
    looks: tanh.theta.map((theta, t) => {
      const other = linear.theta[t]!;
      return theta === null || other === null ? null : { tanh: sigmoid(theta), linear: sigmoid(other) };
    }),
    phi: { tanh: tanh.phi, linear: linear.phi }, converged: tanh.converged && linear.converged,
  };
}
