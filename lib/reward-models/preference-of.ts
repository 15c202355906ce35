import type { Preference } from "./reward-model";

/**
 * What a pairwise model says, from its answers in both orders.
 * @param first log odds that the text shown first is better, when a is shown first @param swapped the same when b is shown first
 * @returns of an encoder the sigmoid of the mean logit (first - swapped) / 2, of a generative model the mean of the two probabilities;
 *   score = log odds of that, in float32. A text against itself gives exactly 0.5 and 0; a and b exchanged give 1 - probability and -score.
 */
export function preferenceOf(first: number, swapped: number, average: "logits" | "probabilities"): { score: number; preference: Preference } {
  const [probabilityAB, probabilityBA] = [sigmoid(first), sigmoid(-swapped)];
  if (average === "logits") {
    const logit = Math.fround((first - swapped) / 2) + 0;
    return { score: logit, preference: { probability: sigmoid(logit), probabilityAB, probabilityBA } };
  }
  const [better, worse] = [tail(first) + tail(-swapped), tail(-first) + tail(swapped)];
  return { score: Math.fround(Math.log(better) - Math.log(worse)) + 0, preference: { probability: (probabilityAB + probabilityBA) / 2, probabilityAB, probabilityBA } };
}

/** 1 / (1 + e^-x), made so that sigmoid(-x) = 1 - sigmoid(x) to the last bit. */
function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : 1 - 1 / (1 + Math.exp(x));
}

/** The same with full relative precision near 0; at least the smallest normal number, so that its logarithm is finite. */
function tail(x: number): number {
  return Number.isNaN(x) ? NaN : Math.max(2 ** -1022, x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
}
