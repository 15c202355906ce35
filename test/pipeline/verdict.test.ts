import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listAlerts } from "@/lib/services/list-alerts";
import { beginEpisode } from "@/lib/services/begin-episode";
import { changePlan } from "@/lib/services/change-plan";
import { readBest } from "@/lib/pipeline/read-best";
import { readCurve } from "@/lib/pipeline/read-curve";
import { readVerdict } from "@/lib/pipeline/read-verdict";
import { createScoredRun, type ScoredRun } from "../support/scored-run";

let run: ScoredRun;
afterEach(() => run.close());

/** Scores around a mean, each prompt with its own luck that stays and some that changes: fixed, so that a test repeats. */
const around = (mean: number, step: number, n = 60): number[] =>
  Array.from({ length: n }, (_, i) => Number((mean + Math.sin(i * 12.9898) + 0.3 * Math.sin(i * 78.233 + step * 3.7)).toFixed(4)));
const verdict = (branch = "main") => readVerdict(run.ctx, { run: run.run.id, branch });
const register = async (steps: readonly number[], mean: number, branch?: string) => {
  for (const step of steps) await run.checkpoint(step, around(mean, step), branch === undefined ? {} : { branch });
};
const alerts = async () => (await listAlerts(run.ctx, { limit: 50 })).items;

describe("a run of 60 prompts", () => {
  beforeEach(async () => { run = await createScoredRun(); });

  test("without a drop is healthy, once a block and a look after it are there; before that it says what is missing", async () => {
    expect(await verdict()).toMatchObject({ verdict: "insufficient", code: "no-checkpoints", adjustedP: null });
    await register([0], 0.5);
    expect(await verdict()).toMatchObject({ verdict: "insufficient", code: "one-checkpoint", best: 0 });
    await register([10, 20, 30], 0.5);
    expect(await verdict()).toMatchObject({ verdict: "insufficient", code: "too-few-looks", nLooks: 4 });
    await register([40], 0.6);
    const healthy = await verdict();
    expect(healthy).toMatchObject({ verdict: "healthy", code: "no-drop", shouldStop: false, regression: null, nLooks: 5, nPending: 0, errorLevel: 0.05 });
    expect(healthy.adjustedP).toBeGreaterThan(0.05);
    expect(healthy.detectable).toMatchObject({ sdSource: "measured" });
    expect(healthy.smallestDetectableDrop).toBe(healthy.detectable?.fast);
    expect(await alerts()).toEqual([]);
  });

  test("that falls and stays down is regressed since the step where it fell, and says so once to people", async () => {
    await register([0, 10, 20, 30, 40], 1);
    await register([50], -1);
    expect(await verdict()).toMatchObject({ verdict: "regressed", code: "unconfirmed", shouldStop: false, regression: { step: 50, sinceSteps: [0, 10, 20, 30], kind: "unconfirmed" } });
    await register([60, 70, 80], -1);
    const found = await verdict();
    expect(found).toMatchObject({ verdict: "regressed", code: "sustained", shouldStop: true, regression: { step: 50, kind: "sustained" } });
    expect(found.regression?.dropLow).toBeGreaterThan(0.005);
    expect(found.regression?.drop).toBeGreaterThan(found.regression?.dropLow ?? 1);
    expect(found.reason).toContain("Regressed since step 50. Win probability fell by ");
    const curve = await readCurve(run.ctx, { run: run.run.id, branch: "main" });
    expect(curve.points.map(({ adjustedP }) => adjustedP !== null && adjustedP <= 0.05)).toEqual([false, false, false, false, false, true, true, true, true]);
    expect((await alerts()).map(({ state, kind, step }) => [state, kind, step])).toEqual([["open", "regression", 50], ["resolved", "regression", 50]]);
    await run.work();
    expect(await alerts()).toHaveLength(2);
    const best = await readBest(run.ctx, { run: run.run.id, branch: "main" });
    expect(best.provisional).toBe(false);
    expect(best.bestSet.every((step) => step < 50)).toBe(true);
    expect(found.keep).toEqual([...new Set([best.chosen?.step, best.earliestWithin?.step, 80])].sort((a, b) => (a ?? 0) - (b ?? 0)));
    expect(found.safeToDelete).not.toContain(80);
  });

  test("with one bad look that recovers is healthy again, and its alert is resolved", async () => {
    await register([0, 10, 20, 30, 40], 1);
    await register([50], -1);
    expect(await verdict()).toMatchObject({ verdict: "regressed", code: "unconfirmed" });
    await register([60, 70, 80], 1);
    expect(await verdict()).toMatchObject({ verdict: "healthy", code: "dip-recovered", shouldStop: false, regression: { step: 50, kind: "dip-recovered" } });
    expect((await alerts()).map(({ state }) => state)).toEqual(["resolved"]);
  });

  test("whose steps arrive late tests each look once, where it belongs by step", async () => {
    await register([0, 20, 30, 40, 60, 70], 1);
    const before = await readCurve(run.ctx, { run: run.run.id, branch: "main" });
    await register([10], -1);
    const after = await readCurve(run.ctx, { run: run.run.id, branch: "main" });
    const pOf = (curve: typeof before) => new Map(curve.points.map(({ step, adjustedP }) => [step, adjustedP]));
    for (const [step, p] of pOf(before)) expect(pOf(after).get(step)).toBe(p);
    expect((await verdict()).verdict).toBe("healthy");
  });

  test("whose latest look lacks answers holds its alarms and does not call itself healthy", async () => {
    await register([0, 10, 20, 30, 40], 1);
    await run.checkpoint(50, around(-1, 50).map((score, i) => (i < 6 ? null : score)));
    expect(await verdict()).toMatchObject({ verdict: "insufficient", code: "incomplete-look", regression: null });
    expect((await verdict()).safeToDelete).not.toContain(50);
  });

  test("on a branch that left before the drop is healthy where the main one is not", async () => {
    await register([0, 10, 20, 30, 40], 1);
    await register([50, 60, 70, 80], -1);
    await run.ctx.db.branch.create({ data: { runId: run.run.id, name: "retry", parentBranch: "main", parentStep: 40n } });
    await register([50, 60], 1, "retry");
    expect(await verdict()).toMatchObject({ verdict: "regressed" });
    expect(await verdict("retry")).toMatchObject({ verdict: "healthy", nLooks: 7 });
  });

  test("takes another plan before its first look, for an episode begun beforehand too", async () => {
    await beginEpisode(run.ctx, { run: run.run.id });
    await changePlan(run.ctx, { run: run.run.id, plan: { delta: 0.02 } });
    expect(await verdict()).toMatchObject({ episode: { number: 1, plan: { delta: 0.02 } } });
  });

  test("refuses another plan after its first look, and takes one for a new episode that uses later looks only", async () => {
    expect(await changePlan(run.ctx, { run: run.run.id, plan: { delta: 0.01 } })).toEqual({ expectedLooks: 100, alpha: 0.05, delta: 0.01 });
    await register([0, 10, 20, 30, 40], 1);
    await register([50, 60, 70, 80], -1);
    await expect(changePlan(run.ctx, { run: run.run.id, plan: { delta: 0.2 } })).rejects.toMatchObject({ code: "plan-fixed" });
    expect(await verdict()).toMatchObject({ verdict: "regressed", episode: { number: 1, plan: { delta: 0.01 } } });
    expect(await beginEpisode(run.ctx, { run: run.run.id, plan: { expectedLooks: 8 } })).toMatchObject({ number: 2, afterLook: 9, reason: "plan-changed", plan: { expectedLooks: 8, delta: 0.01 } });
    await run.work();
    expect(await verdict()).toMatchObject({ verdict: "insufficient", episode: { number: 2 }, nLooks: 0, best: expect.any(Number) });
    await register([90, 100], -1);
    expect(await verdict()).toMatchObject({ verdict: "healthy", nLooks: 2 });
    const { points, episodes } = await readCurve(run.ctx, { run: run.run.id, branch: "main" });
    expect(episodes.map(({ number, reason, afterLook }) => [number, reason, afterLook])).toEqual([[1, "first", 0], [2, "plan-changed", 9]]);
    expect(points.map(({ episode }) => episode)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2]);
    // What the earlier episode found stays with its looks; the new one has no block of its own yet.
    expect(points.map(({ adjustedP }) => adjustedP !== null && adjustedP <= 0.05)).toEqual([false, false, false, false, false, true, true, true, true, false, false]);
  });
});

test("looks that were tested again after something changed belong to the episode that tested them last", async () => {
  run = await createScoredRun();
  await register([0, 10], 1);
  expect((await readCurve(run.ctx, { run: run.run.id, branch: "main" })).points.map(({ episode }) => episode)).toEqual([1, 1]);
  // As after the whole history was scored again by another revision.
  await run.ctx.db.episode.updateMany({ data: { identity: "earlier" } });
  await register([20], 1);
  const { points, episodes } = await readCurve(run.ctx, { run: run.run.id, branch: "main" });
  expect(episodes.map(({ number, reason, afterLook }) => [number, reason, afterLook])).toEqual([[1, "first", 0], [2, "comparability", 0]]);
  expect(points.map(({ episode }) => episode)).toEqual([2, 2, 2]);
});

test("fewer than 50 independent prompts are not tested, however many prompts there are", async () => {
  run = await createScoredRun({ n: 60, groupOf: (i) => `group-${i % 20}` });
  await register([0, 10, 20, 30], 1);
  await register([40, 50], -2);
  expect(await verdict()).toMatchObject({ verdict: "insufficient", code: "too-few-prompts", regression: null, smallestDetectableDrop: null, detectable: null });
  expect((await verdict()).reason).toContain("20 independent prompts");
  expect(await readBest(run.ctx, { run: run.run.id, branch: "main" })).toMatchObject({ provisional: true });
  expect((await verdict()).safeToDelete).toEqual([]);
});

test("checkpoints that answer as the references do are all ties: no verdict, and no alarm", async () => {
  run = await createScoredRun();
  for (const step of [0, 10, 20, 30, 40, 50]) await run.checkpoint(step, new Array<number>(60).fill(0));
  expect(await verdict()).toMatchObject({ verdict: "insufficient", code: "all-tied", regression: null });
});

test("a tag with 50 prompts that falls alone is found, and named", async () => {
  run = await createScoredRun({ n: 200, tagsOf: (i) => [i % 4 === 0 ? "code" : "other"] });
  for (const step of [0, 10, 20, 30, 40]) await run.checkpoint(step, around(1, step, 200));
  for (const step of [50, 60, 70, 80]) await run.checkpoint(step, around(1, step, 200).map((score, i) => (i % 4 === 0 ? score - 1.2 : score)));
  const found = await verdict();
  expect(found).toMatchObject({ verdict: "regressed", regression: { step: 50, contrast: { family: "tag:code", nUnits: 50 } } });
  expect(found.reason).toContain("on prompts tagged code");
});
