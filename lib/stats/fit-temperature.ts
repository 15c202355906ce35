import { logSigmoid } from "./log-sigmoid";
import { normalQuantile } from "./normal-quantile";
import { sigmoid } from "./sigmoid";

export type TemperatureFit =
  | {
      kind: "fitted";
      /** In the margins' own units, positive. */
      temperature: number;
      /** 95 % profile-likelihood interval; `high` is null where the pairs do not bound it. */
      low: number;
      high: number | null;
      nPairs: number;
      /** Mean log loss, nats a pair, at `current` and at `temperature`; log 2 is what a coin gets. */
      lossBefore: number;
      lossAfter: number;
    }
  | {
      kind: "unknown";
      /** `separable`: every pair is right, so T falls to 0 without end. `no-better-than-chance`: the mean margin is not positive, so T grows without end. */
      reason: "no-pairs" | "all-equal" | "separable" | "no-better-than-chance";
      nPairs: number;
      lossBefore: number | null;
    };

/**
 * Temperature T of P(chosen is better) = sigmoid(margin / T), fitted by maximum likelihood on labelled pairs: the b = 1/T that minimises
 * L(b) = sum log(1 + e^(-b m)), which is convex; safeguarded Newton on L' until the step vanishes. This is Platt's sigmoid without its intercept
 * (swapping the two texts must give 1 - p). The interval holds every b with 2 (L(b) - L(b^)) <= z^2, and takes the pairs as independent.
 * @param margins [nPairs] score(chosen) - score(rejected), reward units, finite; of a pairwise model its log-odds
 * @param current temperature in use, positive: what `lossBefore` is measured at
 * @throws RangeError for a margin that is not finite or a temperature that is not positive
 * @see Platt 1999, Probabilistic outputs for support vector machines; Guo et al. 2017, arXiv 1706.04599, section 4.2 (temperature scaling)
 */
export function fitTemperature(margins: ArrayLike<number>, current = 1): TemperatureFit {
  if (!(current > 0 && current < Infinity)) throw new RangeError(`a temperature is positive, got ${current}`);
  const raw = Array.from(margins);
  if (!raw.every(Number.isFinite)) throw new RangeError("margins must be finite: leave failed pairs out, and count them");
  const nPairs = raw.length;
  // In units of the largest margin, so that no step depends on the reward model's scale.
  const scale = raw.reduce((most, m) => Math.max(most, Math.abs(m)), 0);
  const m = scale > 0 ? raw.map((value) => value / scale) : raw;
  const loss = (b: number): number => m.reduce((sum, value) => sum - logSigmoid(b * value), 0);
  const lossBefore = nPairs > 0 ? loss(scale / current) / nPairs : null;
  const unknown = (reason: Extract<TemperatureFit, { kind: "unknown" }>["reason"]): TemperatureFit => ({ kind: "unknown", reason, nPairs, lossBefore });
  if (lossBefore === null) return unknown("no-pairs");
  if (scale === 0) return unknown("all-equal");
  if (m.every((value) => value >= 0)) return unknown("separable");
  if (m.reduce((sum, value) => sum + value, 0) <= 0) return unknown("no-better-than-chance");

  const b = minimise(m);
  const limit = loss(b) + normalQuantile(0.975) ** 2 / 2;
  let beyond = 2 * b;
  while (loss(beyond) < limit) beyond *= 2;
  const steepest = cross(loss, limit, b, beyond);
  const flattest = loss(0) <= limit ? null : cross(loss, limit, b, 0);
  return { kind: "fitted", temperature: scale / b, low: scale / steepest, high: flattest === null ? null : scale / flattest, nPairs, lossBefore, lossAfter: loss(b) / nPairs };
}

/** Root of L'(b) = -sum m sigmoid(-b m); positive and unique where the mean margin is positive and one margin is negative. */
function minimise(m: readonly number[]): number {
  const slope = (b: number): number => m.reduce((sum, value) => sum - value * sigmoid(-b * value), 0);
  let [low, high] = [0, 1];
  while (slope(high) < 0) [low, high] = [high, 2 * high];
  let b = (low + high) / 2;
  for (let step = 0; step < 200; step++) {
    const g = slope(b);
    if (g < 0) low = b;
    else high = b;
    const curvature = m.reduce((sum, value) => sum + value * value * sigmoid(b * value) * sigmoid(-b * value), 0);
    const newton = b - g / curvature;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - b) <= 1e-14 * b) return next;
    b = next;
  }
  return b;
}

/** Where a function crosses a level between a place below it and one above it. */
function cross(of: (b: number) => number, level: number, below: number, above: number): number {
  for (let step = 0; step < 100; step++) {
    const middle = (below + above) / 2;
    if (of(middle) < level) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}
