import { hasProbability, type DecidingMetric } from "@/lib/contracts";
import { specOf } from "@/lib/db/reward-models";

/** The metric that decides: win probability is less noisy and bounded; a model that gives none is judged by win rate. */
export function decidingMetric(rewardModel: { spec: unknown }): DecidingMetric {
  return hasProbability(specOf(rewardModel)) ? "winProbability" : "winRate";
}
