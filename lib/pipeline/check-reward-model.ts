import type { Context } from "@/lib/context";
import { rewardModelOrThrow } from "@/lib/context/find-or-throw";
import { requestScoring } from "@/lib/context/request-scoring";
import { runsOfRewardModel, storeCheck } from "@/lib/db/reward-models";
import { noteRunChange } from "@/lib/db/run-events";
import type { JobPayload } from "@/lib/queue/jobs";
import type { RewardModelPool } from "@/lib/reward-models/reward-model";

/** Opens a registered reward model, runs the conformance checks, and asks for what waits for it to be scored. */
export async function checkRewardModel(ctx: Context, pool: RewardModelPool, { rewardModelId }: JobPayload<"check-reward-model">): Promise<void> {
  const rewardModel = await rewardModelOrThrow(ctx.db, rewardModelId);
  const recorded = rewardModel.goldenScores;
  const { loaded, conformance, recorded: scores } = await pool.check(rewardModel.spec, { recorded });
  const passed = loaded !== null && conformance.every(({ outcome }) => outcome !== "fail");
  await storeCheck(ctx.db, rewardModelId, {
    status: passed ? "ready" : "failed",
    identity: loaded?.identity ?? null, maxTokens: loaded?.maxTokens ?? null, precision: loaded?.precision ?? null,
    attributes: loaded?.attributes ?? [], notice: loaded?.notice ?? null, conformance,
    // What the model said when it was first found good is what later checks and every worker are held to.
    goldenScores: recorded ?? (passed ? scores : null),
  });
  await ctx.enqueue(await requestScoring(ctx.db, { rewardModelId }));
  await noteRunChange(ctx.db, await runsOfRewardModel(ctx.db, rewardModelId), "progress");
}
