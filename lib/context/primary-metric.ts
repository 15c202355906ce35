import { decidingMetric } from "@/lib/context/deciding-metric";
import type { DecidingMetric } from "@/lib/contracts";
import type { StoredRun } from "@/lib/db/runs";

/** The metric that decides on a run's primary curve; win probability where it has none. */
export function primaryMetric(run: Pick<StoredRun, "rewardModels" | "primaryRewardModelId">): DecidingMetric {
  const primary = run.rewardModels.find(({ rewardModel }) => rewardModel.id === run.primaryRewardModelId);
  return primary ? decidingMetric(primary.rewardModel) : "winProbability";
}
