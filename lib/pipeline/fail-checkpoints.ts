import type { Context } from "@/lib/context";
import { raiseAlert } from "@/lib/context/raise-alert";
import { checkpointsTouchedBy, setCheckpointState } from "@/lib/db/checkpoints";
import { storeCheck } from "@/lib/db/reward-models";
import { noteRunChange } from "@/lib/db/run-events";
import { lockRun } from "@/lib/db/runs";
import type { JobPayload } from "@/lib/queue/jobs";

interface StoredError { code: string; message: string }

/** Scoring ended for good: every checkpoint that needed the scores says so, and people are told once a run and reward model. */
export async function failCheckpoints(ctx: Context, key: JobPayload<"score-completions">, error: StoredError): Promise<void> {
  const touched = await checkpointsTouchedBy(ctx.db, key.completionSetId, key.rewardModelId);
  for (const { id } of touched) await setCheckpointState(ctx.db, id, { status: "failed", error });
  const runIds = [...new Set(touched.map(({ runId }) => runId))].sort();
  await noteRunChange(ctx.db, runIds, "curve");
  for (const runId of runIds) {
    const deliveries = await ctx.db.$transaction(async (tx) => {
      await lockRun(tx, runId);
      return raiseAlert(tx, {
        runId, dedupeKey: `${runId}|scoring-failed|${key.rewardModelId}`, kind: "scoring-failed", branch: "main", step: null,
        rewardModelId: key.rewardModelId, referenceSetId: null, evidence: { sentence: `Checkpoints of this run could not be scored: ${error.message}`, code: error.code },
      });
    });
    await ctx.enqueue(deliveries);
  }
}

/** The check itself broke (not the model): the report says so. */
export async function failRewardModel(ctx: Context, { rewardModelId }: JobPayload<"check-reward-model">, error: StoredError): Promise<void> {
  await storeCheck(ctx.db, rewardModelId, {
    status: "failed", identity: null, maxTokens: null, precision: null, attributes: [], notice: null, goldenScores: null,
    conformance: [{ check: "load", outcome: "fail", detail: error.message }],
  });
}
