import type { Context } from "@/lib/context";
import { rewardModelOrThrow } from "@/lib/context/find-or-throw";
import type { RewardModelDetail, SavedCalibration } from "@/lib/contracts";
import { storeCalibration } from "@/lib/db/reward-models";
import { presentRewardModelDetail } from "@/lib/services/present-reward-model-detail";

/**
 * Keeps what labelled pairs say of a reward model's probabilities. It changes no score and no curve: another temperature is
 * another registration.
 * @throws DomainError not-found (reward model)
 */
export async function saveRewardModelCalibration(ctx: Context, input: { rewardModel: string; calibration: SavedCalibration }): Promise<RewardModelDetail> {
  const { id } = await rewardModelOrThrow(ctx.db, input.rewardModel);
  return presentRewardModelDetail(await storeCalibration(ctx.db, id, { ...input.calibration, at: ctx.now().toISOString() }));
}
