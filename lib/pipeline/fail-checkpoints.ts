import type { Context } from "@/lib/context";
import { raiseAlert } from "@/lib/context/raise-alert";
import { checkpointsTouchedBy, setCheckpointState } from "@/lib/db/checkpoints";
import { storeCheck } from "@/lib/db/reward-models";
import { noteRunChange } from "@/lib/db/run-events";
import { lockRun } from "@/lib/db/runs";
import { vectorSubject } from "@/lib/db/score-vectors";
import { markFailing } from "@/lib/db/stage-tasks";
import type { Delivery } from "@/lib/queue/enqueue";
import type { JobPayload } from "@/lib/queue/jobs";

interface StoredError { code: string; message: string }

/**
 * Scoring ended for good: every checkpoint that needed the scores says so, and people are told once a run and reward model. All in one
 * transaction with the task itself, so that a point that is drawn meanwhile does not call the checkpoint waiting again.
 */
export async function failCheckpoints(ctx: Context, key: JobPayload<"score-completions">, error: StoredError): Promise<void> {
  const deliveries = await ctx.db.$transaction(async (tx) => {
    const touched = await checkpointsTouchedBy(tx, key.completionSetId, key.rewardModelId);
    const runIds = [...new Set(touched.map(({ runId }) => runId))].sort();
    for (const runId of runIds) await lockRun(tx, runId);
    for (const { id } of touched) await setCheckpointState(tx, id, { status: "failed", error });
    await markFailing(tx, { stage: "score-completions", subject: vectorSubject(key) }, error);
    await noteRunChange(tx, runIds, "curve");
    const raised: Delivery[] = [];
    for (const runId of runIds) {
      raised.push(...(await raiseAlert(tx, {
        runId, dedupeKey: `${runId}|scoring-failed|${key.rewardModelId}`, kind: "scoring-failed", branch: "main", step: null,
        rewardModelId: key.rewardModelId, referenceSetId: null, evidence: { sentence: `Checkpoints of this run could not be scored: ${error.message}`, code: error.code },
      })));
    }
    return raised;
  }, { timeout: 60_000, maxWait: 30_000 });
  await ctx.enqueue(deliveries);
}

/** The check itself broke (not the model): the report says so. */
export async function failRewardModel(ctx: Context, { rewardModelId }: JobPayload<"check-reward-model">, error: StoredError): Promise<void> {
  await storeCheck(ctx.db, rewardModelId, {
    status: "failed", identity: null, maxTokens: null, precision: null, attributes: [], notice: null, goldenScores: null,
    conformance: [{ check: "load", outcome: "fail", detail: error.message }],
  });
}
