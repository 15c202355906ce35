import { afterEach, expect, test } from "vitest";
import { compare } from "@/lib/pipeline/compare";
import { readChanges } from "@/lib/pipeline/read-changes";
import { addRunReferenceSet } from "@/lib/services/add-run-reference-set";
import { createScoredRun, type ScoredRun } from "../support/scored-run";

let it: ScoredRun;
afterEach(() => it?.close());
const main = { branch: "main" };
const around = (mean: number, step: number, n = 60) => Array.from({ length: n }, (_, i) => Number((mean + Math.sin(i * 12.9898) + 0.3 * Math.sin(i * 78.233 + step)).toFixed(4)));
const changes = async (selection: object = {}) => (await readChanges(it.ctx, { run: it.run.id, ...main, ...selection })).points;
const compared = async (a: number, b: number, metric: "winProbability" | "winRate" = "winProbability") => (await compare(it.ctx, { run: it.run.id, ...main, a: String(a), b: String(b) }))[metric];

test("every point has the change that comparing it with the point before gives, in step order whatever the order of arrival", async () => {
  it = await createScoredRun();
  await it.checkpoint(100, around(0, 100));
  await it.checkpoint(300, around(1, 300));
  expect((await changes()).map(({ step, previousStep }) => [step, previousStep])).toEqual([[100, null], [300, 100]]);
  await it.checkpoint(200, around(0.5, 200));
  const found = await readChanges(it.ctx, { run: it.run.id, ...main });
  expect(found).toMatchObject({ metric: "winProbability", method: "paired t 95 %" });
  const [first, second, third] = found.points;
  expect(first).toMatchObject({ step: 100, previousStep: null, nPrompts: 0, change: { difference: null, low: null, high: null, reason: "first-point" } });
  expect(second).toMatchObject({ step: 200, previousStep: 100, nPrompts: 60, nUnits: 60, change: await compared(100, 200) });
  expect(third).toMatchObject({ step: 300, previousStep: 200, change: await compared(200, 300) });
  // Much of each interval is luck that both share: paired, it goes.
  expect(third!.change.low).toBeGreaterThan(0);
});

test("a point on a branch is compared with its parent's", async () => {
  it = await createScoredRun();
  await it.checkpoint(100, around(0, 100));
  await it.checkpoint(200, around(0.5, 200));
  await it.checkpoint(200, around(-0.5, 201), { branch: "main.2" });
  expect((await changes({ branch: "main.2" })).map(({ step, previousStep, change }) => [step, previousStep, Math.sign(change.difference ?? 0)])).toEqual([[100, null, 0], [200, 100, -1]]);
});

test("where two points do not compare there is a reason, on whichever side it lies", async () => {
  it = await createScoredRun();
  const missing = around(0.5, 200).map((score, i) => (i < 6 ? null : score));
  await it.checkpoint(100, around(0, 100));
  await it.checkpoint(200, missing);
  await it.checkpoint(300, around(0, 300));
  await it.checkpoint(400, around(0, 400));
  await it.ctx.db.summary.updateMany({ where: { checkpoint: { is: { step: 400n } } }, data: { identity: "another" } });
  await it.checkpoint(500, around(0, 500));
  await it.ctx.db.summary.updateMany({ where: { checkpoint: { is: { step: 500n } } }, data: { identity: "another", provisional: true } });
  await it.checkpoint(600, around(0, 600));
  await it.ctx.db.summary.updateMany({ where: { checkpoint: { is: { step: 600n } } }, data: { identity: "another" } });
  const found = await changes();
  expect(found.map(({ change }) => change.reason)).toEqual(["first-point", "too-incomplete", "previous-incomplete", "comparability-break", "still-provisional", "previous-provisional"]);
  for (const { change, nPrompts } of found) expect([change.difference, change.low, change.high, nPrompts]).toEqual([null, null, null, 0]);
});

test("a checkpoint that is known but has no point is passed over: the step before is named", async () => {
  it = await createScoredRun();
  for (const step of [100, 200, 300]) await it.checkpoint(step, around(step / 400, step));
  await it.ctx.db.summary.deleteMany({ where: { checkpoint: { is: { step: 200n } } } });
  expect(await changes()).toMatchObject([{ step: 100 }, { step: 300, previousStep: 100, change: await compared(100, 300) }]);
});

test("the prompts of one tag, and the average over all references, have changes of their own", async () => {
  it = await createScoredRun({ tagsOf: (i) => (i < 20 ? ["math"] : ["code"]) });
  await it.checkpoint(100, around(0, 100));
  await it.checkpoint(200, around(0, 100).map((score, i) => (i < 20 ? score - 1 : score)));
  const [, math] = await changes({ tag: "math" }), [, code] = await changes({ tag: "code" });
  expect(math).toMatchObject({ nPrompts: 20 });
  expect(math!.change.high).toBeLessThan(0);
  expect(code).toMatchObject({ nPrompts: 40, change: { difference: 0 } });
  await expect(changes({ tag: "poems" })).rejects.toMatchObject({ code: "invalid-request", details: { errors: [{ path: "/query/tag" }] } });

  await addRunReferenceSet(it.ctx, { run: it.run.id, checkpoint: 100, branch: "main", name: "early" });
  await it.work();
  const [, zero] = await changes({ referenceSet: "zero" }), [, early] = await changes({ referenceSet: "early" }), [, both] = await changes({ referenceSet: "*" });
  expect(both!.change.difference).toBeCloseTo((zero!.change.difference! + early!.change.difference!) / 2, 12);
  expect(both).toMatchObject({ nPrompts: 60, nUnits: 60 });
});

test("a run without checkpoints has no changes, and what a run does not have is refused", async () => {
  it = await createScoredRun();
  expect(await changes()).toEqual([]);
  await expect(changes({ referenceSet: "none" })).rejects.toMatchObject({ code: "invalid-request", details: { errors: [{ path: "/query/referenceSet" }] } });
});
