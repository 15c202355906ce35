import type { Context } from "@/lib/context";
import { rewardModelOrThrow } from "@/lib/context/find-or-throw";
import { requestJob } from "@/lib/context/request-job";
import { scoringNeeds } from "@/lib/db/checkpoints";
import { runsOfRewardModel, storeCheck } from "@/lib/db/reward-models";
import { noteRunChange } from "@/lib/db/run-events";
import type { Delivery } from "@/lib/queue/enqueue";
import { priorities, type JobPayload } from "@/lib/queue/jobs";
import type { RewardModelPool } from "@/lib/reward-models/reward-model";

/** Opens a registered reward model, runs the conformance checks, and asks for what waits for it to be scored. */
export async function checkRewardModel(ctx: Context, pool: RewardModelPool, { rewardModelId }: JobPayload<"check-reward-model">): Promise<void> {
  const rewardModel = await rewardModelOrThrow(ctx.db, rewardModelId);
  const { loaded, conformance } = await pool.check(rewardModel.spec);
  const passed = loaded !== null && conformance.every(({ outcome }) => outcome !== "fail");
  await storeCheck(ctx.db, rewardModelId, {
    status: passed ? "ready" : "failed",
    identity: loaded?.identity ?? null, maxTokens: loaded?.maxTokens ?? null, precision: loaded?.precision ?? null,
    notice: loaded?.notice ?? null, conformance,
  });
  const deliveries: Delivery[] = [];
  for (const { completionSetId, isReference } of await scoringNeeds(ctx.db, { rewardModelId })) {
    const priority = isReference ? priorities.reference : priorities.live;
    deliveries.push(await requestJob(ctx.db, "score-completions", { completionSetId, rewardModelId }, priority));
  }
  await ctx.enqueue(deliveries);
  await noteRunChange(ctx.db, await runsOfRewardModel(ctx.db, rewardModelId), "progress");
}
