import type { Context } from "@/lib/context";
import { checkpointsTouchedBy, setCheckpointState } from "@/lib/db/checkpoints";
import { storeCheck } from "@/lib/db/reward-models";
import { noteRunChange } from "@/lib/db/run-events";
import type { JobPayload } from "@/lib/queue/jobs";

interface StoredError { code: string; message: string }

/** Scoring ended for good: every checkpoint that needed the scores says so. */
export async function failCheckpoints(ctx: Context, key: JobPayload<"score-completions">, error: StoredError): Promise<void> {
  const touched = await checkpointsTouchedBy(ctx.db, key.completionSetId, key.rewardModelId);
  for (const { id } of touched) await setCheckpointState(ctx.db, id, { status: "failed", error });
  await noteRunChange(ctx.db, touched.map(({ runId }) => runId), "curve");
}

/** The check itself broke (not the model): the report says so. */
export async function failRewardModel(ctx: Context, { rewardModelId }: JobPayload<"check-reward-model">, error: StoredError): Promise<void> {
  await storeCheck(ctx.db, rewardModelId, {
    status: "failed", identity: null, maxTokens: null, precision: null, attributes: [], notice: null, goldenScores: null,
    conformance: [{ check: "load", outcome: "fail", detail: error.message }],
  });
}
