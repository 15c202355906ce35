import type { Curve } from "@/lib/contracts";
import { absentMetric } from "./absent-metric";
import type { MetricName } from "./metrics";

/** What the best checkpoint is picked by: win probability, or win rate where the reward model gives no probability. */
export function leadMetric(curve: Pick<Curve, "points">): Exclude<MetricName, "meanScore"> {
  return absentMetric(curve, "winProbability") === null ? "winProbability" : "winRate";
}
