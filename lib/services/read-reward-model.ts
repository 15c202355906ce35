import type { Context } from "@/lib/context";
import { rewardModelOrThrow } from "@/lib/context/find-or-throw";
import type { RewardModelDetail } from "@/lib/contracts";
import { presentRewardModelDetail } from "@/lib/services/present-reward-model-detail";

export async function readRewardModel(ctx: Context, input: { rewardModel: string }): Promise<RewardModelDetail> {
  return presentRewardModelDetail(await rewardModelOrThrow(ctx.db, input.rewardModel));
}
