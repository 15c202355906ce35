import type { RewardModelDetail } from "@/lib/contracts";
import type { StoredRewardModel } from "@/lib/db/reward-models";
import { goldenTolerance } from "@/lib/reward-models/golden-tolerance";
import { presentRewardModel } from "@/lib/services/create-reward-model";

export function presentRewardModelDetail(row: StoredRewardModel): RewardModelDetail {
  const model = presentRewardModel(row);
  return {
    ...model,
    goldenScores: row.goldenScores?.map((golden) => ({ ...golden, tolerance: goldenTolerance(golden.score, model.precision) })) ?? null,
    calibration: row.calibration,
  };
}
