import type { Curve } from "@/lib/contracts";
import type { MetricName } from "./metrics";

/** Reasons that hold for every checkpoint of a reward model, now and later: no other point will have the value either. */
const ofTheModel: ReadonlySet<string> = new Set(["not-calibrated", "pairwise-model"]);

/**
 * Why this curve's reward model can give no such value at all; null where it can, or where it is not known yet.
 * @returns a reason code that holds for every point, scored or still to come
 */
export function absentMetric(curve: Pick<Curve, "points">, metric: MetricName): string | null {
  let reason: string | null = null;
  for (const { [metric]: estimate } of curve.points) {
    if (estimate.value !== null) return null;
    if (ofTheModel.has(estimate.reason)) reason ??= estimate.reason;
  }
  return reason;
}
