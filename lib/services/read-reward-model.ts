import type { Context } from "@/lib/context";
import { rewardModelOrThrow } from "@/lib/context/find-or-throw";
import type { RewardModel } from "@/lib/contracts";
import { presentRewardModel } from "@/lib/services/create-reward-model";

export async function readRewardModel(ctx: Context, input: { rewardModel: string }): Promise<RewardModel> {
  return presentRewardModel(await rewardModelOrThrow(ctx.db, input.rewardModel));
}
