import { afterEach, expect, test } from "vitest";
import { itemStatus } from "@/lib/db/vector-bytes";
import { aggregateWinRate } from "@/lib/pipeline/aggregate-win-rate";
import { failCheckpoints } from "@/lib/pipeline/fail-checkpoints";
import { listAlerts } from "@/lib/services/list-alerts";
import { createScoredRun, type ScoredRun } from "../support/scored-run";

let it: ScoredRun;
afterEach(() => it?.close());

test("a checkpoint whose scoring ended for good stays failed when its point is drawn before the task has ended, and people are told once", async () => {
  it = await createScoredRun({ n: 4 });
  const checkpointId = await it.checkpoint(100, [1, 2, 3, 4]);
  const { db } = it.ctx;
  const { completionSetId } = await db.checkpoint.findUniqueOrThrow({ where: { id: checkpointId } });
  const rewardModelId = it.run.rewardModels[0]!.id;
  const key = { completionSetId, rewardModelId, against: "" };
  await db.scoreVector.updateMany({ where: key, data: { statuses: new Uint8Array(4).fill(itemStatus.pending), complete: false } });
  await db.stageTask.updateMany({ where: { stage: "score-completions", subject: `${completionSetId}|${rewardModelId}|` }, data: { status: "running" } });

  const error = { code: "reward-model-failed", message: "The model broke." };
  for (let twice = 0; twice < 2; twice++) {
    await failCheckpoints(it.ctx, key, error);
    await aggregateWinRate(it.ctx, { checkpointId, rewardModelId });
    expect(await db.checkpoint.findUniqueOrThrow({ where: { id: checkpointId } })).toMatchObject({ status: "failed", error });
  }
  expect((await listAlerts(it.ctx, { limit: 10 })).items.map(({ kind }) => kind)).toEqual(["scoring-failed"]);
});
