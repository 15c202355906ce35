import { afterEach, expect, test } from "vitest";
import { openNeeds } from "@/lib/context/open-needs";
import { runOrThrow } from "@/lib/context/find-or-throw";
import { requestScoring } from "@/lib/context/request-scoring";
import { readCurve } from "@/lib/pipeline/read-curve";
import { register } from "../support/demo-data";
import { createScoredRun, scoredText, type ScoredRun } from "../support/scored-run";

let it: ScoredRun;
afterEach(() => it?.close());
/** No order of steps, names or hashes. */
const steps = [70, 10, 90, 30, 100, 0, 60, 20, 80, 40, 50];

test("checkpoints that wait for their model are scored in the order of their registration, references first", async () => {
  it = await createScoredRun({ n: 6 });
  const { id: rewardModelId } = it.run.rewardModels[0]!;
  const sets: string[] = [];
  for (const step of steps) {
    const { checkpoint } = await register(it.ctx, it.run, step, it.keys.map((key) => ({ key, completion: scoredText(step + 1, key) })));
    sets.push((await it.ctx.db.checkpoint.findUniqueOrThrow({ where: { id: checkpoint.id } })).completionSetId);
  }
  await it.ctx.db.stageTask.updateMany({ where: { stage: "ingest-completions" }, data: { status: "done" } });
  const references = await it.ctx.db.referenceSet.findMany({ select: { completionSetId: true } });
  const asked = await requestScoring(it.ctx.db, { rewardModelId });
  expect(asked.map(({ payload }) => "completionSetId" in payload && payload.completionSetId)).toEqual([...references.map(({ completionSetId }) => completionSetId), ...sets]);
  const open = await openNeeds(it.ctx.db, await runOrThrow(it.ctx.db, it.run.id), { retryFailed: false });
  expect(open.map(({ completionSetId }) => completionSetId)).toEqual(sets);

  await it.work();
  const { points } = await readCurve(it.ctx, { run: it.run.id, branch: "main" });
  expect(points.map(({ step, look }) => [look, step]).sort(([a], [b]) => a! - b!)).toEqual(steps.map((step, i) => [i + 1, step]));
});
