import { afterEach, expect, test } from "vitest";
import { requestJob } from "@/lib/context/request-job";
import { readVerdict } from "@/lib/pipeline/read-verdict";
import { acknowledgeAlert } from "@/lib/services/acknowledge-alert";
import { listAlerts } from "@/lib/services/list-alerts";
import { createScoredRun, type ScoredRun } from "../support/scored-run";

let it: ScoredRun;
afterEach(() => it?.close());

const around = (mean: number, step: number): number[] =>
  Array.from({ length: 60 }, (_, i) => Number((mean + Math.sin(i * 12.9898) + 0.3 * Math.sin(i * 78.233 + step * 3.7)).toFixed(4)));
const modelOf = (name: string) => it.run.rewardModels.find((model) => model.name === name)!.id;
const alerts = async () => (await listAlerts(it.ctx, { limit: 50 })).items.filter(({ kind }) => kind === "over-optimisation");
const verdict = () => readVerdict(it.ctx, { run: it.run.id, branch: "main" });

/** Registers steps whose training score is `training`, then lets the held-out model say `heldOut` of them before the detector looks. */
async function registerRun(steps: readonly number[], { training, heldOut }: { training: number; heldOut: number }): Promise<void> {
  const ids: string[] = [];
  for (const step of steps) {
    ids.push(await it.checkpoint(step, around(training, step)));
    await it.ctx.db.scoreVector.updateMany({
      where: { rewardModelId: modelOf("theirs"), completionSet: { checkpoints: { some: { step: BigInt(step) } } } },
      data: { scores: new Uint8Array(Float32Array.from(around(heldOut, step)).buffer) },
    });
  }
  await it.ctx.db.lookTest.deleteMany({ where: { checkpointId: { in: ids } } });
  await it.ctx.db.decision.deleteMany();
  await requestJob(it.ctx.db, "detect-changes", { runId: it.run.id });
  await it.work();
}

test("is told once an episode of the held-out detector; acknowledging begins the next one, which finds anew", { timeout: 180_000 }, async () => {
  it = await createScoredRun({ models: [{ id: "ours", role: "training" }, { id: "theirs", role: "held-out" }] });
  await registerRun([0, 10, 20, 30], { training: 0, heldOut: 1 });
  await registerRun([40, 50, 60, 70], { training: 1, heldOut: -1 });
  expect(await verdict()).toMatchObject({ verdict: "regressed", code: "over-optimisation", shouldStop: true });
  const [first, ...more] = await alerts();
  expect(more).toEqual([]);
  expect(first).toMatchObject({ state: "open", rewardModel: modelOf("ours"), evidence: { errorLevel: 0.05 } });

  await acknowledgeAlert(it.ctx, { id: first!.id, by: "k" });
  await it.work();
  const begun = await it.ctx.db.episode.findMany({ where: { reason: "acknowledged" } });
  expect(begun).toMatchObject([{ rewardModelId: modelOf("theirs"), number: 2, afterLook: 8 }]);
  expect((await verdict()).code).not.toBe("over-optimisation");
  expect(await alerts()).toMatchObject([{ id: first!.id, state: "acknowledged" }]);

  await registerRun([80, 90, 100, 110], { training: 1, heldOut: -1 });
  expect(await alerts()).toHaveLength(1);
  await registerRun([120, 130, 140, 150], { training: 2, heldOut: -3 });
  expect(await verdict()).toMatchObject({ code: "over-optimisation" });
  expect((await alerts()).map(({ state }) => state)).toEqual(["open", "acknowledged"]);
});
