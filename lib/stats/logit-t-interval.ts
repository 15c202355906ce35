import type { ClusteredMean } from "./clustered-mean";
import { sigmoid } from "./sigmoid";
import { tQuantile } from "./t-quantile";
import type { Interval } from "./wilson";

/** Below this the spread of numbers in [0, 1] is rounding, or saturation that says nothing about other prompts. */
const noSpread = 1e-12;

/**
 * Pointwise interval of a mean of numbers in [0, 1]: a t interval on the logit scale,
 * logit(m) +- t_{df} * se / (m (1 - m)), mapped back; it never leaves (0, 1).
 * Where the units show no spread (all equal, or saturated at 0 or 1) that interval would collapse or not exist.
 * Then G equal units bound the share of prompts that would differ by 1 - (a/2)^(1/G) (Clopper-Pearson at no events),
 * and since those could lie anywhere in [0, 1] the mean lies in [q m, q m + 1 - q] with q = (a/2)^(1/G).
 * @param mean of values in [0, 1], at least two units; its standard error is the clustered one
 * @returns bounds in [0, 1]; both NaN with fewer than two units
 * @see Miller 2024, arXiv 2411.00640 (clustered error); delta method for the logit
 */
export function logitTInterval(mean: Pick<ClusteredMean, "mean" | "se" | "df" | "nUnits">, confidence = 0.95): Interval {
  const { mean: m, se, df, nUnits } = mean;
  if (nUnits < 2) return { low: NaN, high: NaN };
  const variance = m * (1 - m);
  if (se <= noSpread || variance <= 0) {
    const q = ((1 - confidence) / 2) ** (1 / nUnits);
    return { low: q * m, high: Math.min(1, q * m + (1 - q)) };
  }
  const logit = Math.log(m / (1 - m));
  const half = (tQuantile((1 + confidence) / 2, df) * se) / variance;
  return { low: sigmoid(logit - half), high: sigmoid(logit + half) };
}
