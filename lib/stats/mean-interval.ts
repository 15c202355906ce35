import type { ClusteredMean } from "./clustered-mean";
import { tQuantile } from "./t-quantile";
import type { Interval } from "./wilson";

/**
 * Pointwise t interval of a mean: mean +- t_{df} * se, with the clustered standard error and df = units - 1.
 * @param mean of at least two units
 * @returns bounds in the values' unit; both NaN with fewer than two units
 */
export function meanInterval(mean: Pick<ClusteredMean, "mean" | "se" | "df">, confidence = 0.95): Interval {
  const half = tQuantile((1 + confidence) / 2, mean.df) * mean.se;
  return { low: mean.mean - half, high: mean.mean + half };
}
