import type { Context } from "@/lib/context";
import { aggregateWinRate } from "@/lib/pipeline/aggregate-win-rate";
import { answerScoreRequest, answerWithError } from "@/lib/pipeline/answer-score-request";
import { checkRewardModel } from "@/lib/pipeline/check-reward-model";
import { deliverAlert, failDelivery } from "@/lib/pipeline/deliver-alert";
import { detectChanges } from "@/lib/pipeline/detect-changes";
import { failCheckpoints, failRewardModel } from "@/lib/pipeline/fail-checkpoints";
import { ingestCompletions } from "@/lib/pipeline/ingest-completions";
import type { FailureHandlers, JobHandlers } from "@/lib/pipeline/run-stage";
import { scoreCompletions } from "@/lib/pipeline/score-completions";
import type { RewardModelPool } from "@/lib/reward-models/reward-model";

/** The verb of every job. */
export function jobHandlers(ctx: Context, pool: RewardModelPool): JobHandlers {
  return {
    "check-reward-model": (payload) => checkRewardModel(ctx, pool, payload),
    "ingest-completions": (payload) => ingestCompletions(ctx, payload),
    "score-completions": (payload, run) => scoreCompletions(ctx, pool, payload, run),
    "score-items": (payload, run) => answerScoreRequest(ctx, pool, payload, run),
    "aggregate-win-rate": (payload) => aggregateWinRate(ctx, payload),
    "detect-changes": (payload) => detectChanges(ctx, payload),
    "deliver-alert": (payload, run) => deliverAlert(ctx, payload, run),
  };
}

export function failureHandlers(ctx: Context): FailureHandlers {
  return {
    "check-reward-model": (payload, error) => failRewardModel(ctx, payload, error),
    "score-items": (payload, error) => answerWithError(ctx, payload, error),
    "score-completions": (payload, error) => failCheckpoints(ctx, payload, error),
    "deliver-alert": (payload, error) => failDelivery(ctx, payload, error),
  };
}
