import { afterAll, beforeEach, expect, test } from "vitest";
import type { RewardModelSpec } from "@/lib/contracts";
import { listPairs } from "@/lib/pipeline/list-pairs";
import { readBest } from "@/lib/pipeline/read-best";
import { readCurve } from "@/lib/pipeline/read-curve";
import { readVerdict } from "@/lib/pipeline/read-verdict";
import { createPromptSet } from "@/lib/services/create-prompt-set";
import { createReferenceSet } from "@/lib/services/create-reference-set";
import { createRewardModel } from "@/lib/services/create-reward-model";
import { createRun } from "@/lib/services/create-run";
import { readRewardModel } from "@/lib/services/read-reward-model";
import { readRun } from "@/lib/services/read-run";
import { drain, testContext, testPool, type TestContext } from "../support/context";
import { specs } from "../reward-models/support/families";
import { demoData, register } from "../support/demo-data";

const pool = testPool(1);
let context: TestContext;
beforeEach(async () => { context = await testContext(); return () => context.close(); });
afterAll(() => pool.close());

const n = 8;
const data = demoData(n);
const short = (completions: { key: string; completion: string }[]) => completions.map(({ key, completion }) => ({ key, completion: completion.slice(0, 80) }));

async function runWith(spec: RewardModelSpec) {
  const { ctx } = context;
  await createPromptSet(ctx, { name: "p", prompts: data.prompts });
  await createReferenceSet(ctx, { promptSet: "p", body: { name: "first", completions: short(data.references) } });
  await createReferenceSet(ctx, { promptSet: "p", body: { name: "second", completions: short(data.completions("sft-good", 100)) } });
  await createRewardModel(ctx, spec);
  await drain(ctx, pool);
  const { run } = await createRun(ctx, { project: "default", name: "r", promptSet: "p", rewardModels: [{ id: spec.name, role: "monitor" }] });
  return { ctx, run };
}

test("a pairwise model compares each checkpoint with each reference set, in both orders, once", async () => {
  const spec: RewardModelSpec = { ...specs.preference, name: "judge", backend: { type: "onnx", path: "families/llama-preference" } };
  const { ctx, run } = await runWith(spec);
  expect((await readRewardModel(ctx, { rewardModel: "judge" })).conformance.filter(({ outcome }) => outcome === "fail")).toEqual([]);
  await register(ctx, run, 0, short(data.completions("sft-good", 0)));
  await drain(ctx, pool);
  for (const referenceSet of ["first", "second"]) {
    const { points: [point], rewardModel } = await readCurve(ctx, { run: run.id, branch: "main", referenceSet });
    expect(rewardModel?.kind).toBe("pairwise");
    expect(point).toMatchObject({ nPrompts: n, nPending: 0, provisional: false, meanScore: { value: null, reason: "pairwise-model" } });
    expect(point!.nWin + point!.nTie + point!.nLoss).toBe(n);
    const { items } = await listPairs(ctx, { run: run.id, branch: "main", referenceSet, step: 0, limit: 50 });
    for (const pair of items) {
      expect(pair.score).toBeNull();
      expect(pair.probability).toBeCloseTo((pair.probabilityAB! + pair.probabilityBA!) / 2, 5);
      expect(pair.outcome).toBe(pair.probability! > 0.5 ? "win" : pair.probability! < 0.5 ? "loss" : "tie");
    }
    const mean = (of: (pair: (typeof items)[number]) => number) => items.reduce((sum, pair) => sum + of(pair), 0) / n;
    expect(point?.winProbability.value).toBeCloseTo(mean(({ probability }) => probability!), 6);
    expect(point?.positionBias).toBeCloseTo(mean(({ probabilityAB, probabilityBA }) => (probabilityAB! - probabilityBA!) / 2), 5);
  }
  expect(await readRun(ctx, { run: run.id })).toMatchObject({ nScored: 1, progress: { done: 2 * n, total: 2 * n } });
  const before = await ctx.db.cachedScore.count();
  await register(ctx, run, 10, short(data.completions("sft-good", 0)));
  await drain(ctx, pool);
  expect(await ctx.db.cachedScore.count()).toBe(before);
});

test("the curve over all references averages a pairwise model's answers about each", async () => {
  const { ctx, run } = await runWith({ ...specs.preference, name: "judge", backend: { type: "onnx", path: "families/llama-preference" } });
  await register(ctx, run, 0, short(data.completions("sft-good", 0)));
  await drain(ctx, pool);
  const point = async (referenceSet: string) => (await readCurve(ctx, { run: run.id, branch: "main", referenceSet })).points[0]!;
  const [first, second, both] = [await point("first"), await point("second"), await point("*")];
  expect(both).toMatchObject({ provisional: false, nPrompts: n, meanScore: { value: null, reason: "pairwise-model" } });
  expect(both.winProbability.value).toBeCloseTo((first.winProbability.value! + second.winProbability.value!) / 2, 12);
});

test("before there is data, a model without probabilities is planned with the spread of outcomes", async () => {
  const { ctx } = context;
  await createPromptSet(ctx, { name: "many", prompts: Array.from({ length: 60 }, (_, i) => ({ key: `p${i}`, prompt: `Question ${i}?` })) });
  await createReferenceSet(ctx, { promptSet: "many", body: { name: "plain", completions: Array.from({ length: 60 }, (_, i) => ({ key: `p${i}`, completion: "Yes." })) } });
  for (const [name, sdPair, more] of [["plain", 0.512, {}], ["calibrated", 0.23, { temperature: 2 }]] as const) {
    await createRewardModel(ctx, { ...specs.nemotron, ...more, name, backend: { type: "onnx", path: "families/nemotron-attributes" } });
    const { run } = await createRun(ctx, { project: "default", name, promptSet: "many", rewardModels: [{ id: name, role: "monitor" }] });
    expect(run.detectable).toMatchObject({ sdPair, sdSource: "assumed" });
    expect((await readVerdict(ctx, { run: run.id, branch: "main" })).detectable).toEqual(run.detectable);
  }
});

test("a completion equal to its reference is a tie for a pairwise model too", async () => {
  const spec: RewardModelSpec = { ...specs.preference, name: "judge", backend: { type: "onnx", path: "families/llama-preference" } };
  const { ctx, run } = await runWith(spec);
  await register(ctx, run, 0, short(data.references));
  await drain(ctx, pool);
  const { points: [point] } = await readCurve(ctx, { run: run.id, branch: "main", referenceSet: "first" });
  expect(point).toMatchObject({ nTie: n, winRate: { value: 0.5 }, winProbability: { value: 0.5 } });
});

test("an absolute model keeps every attribute, and has no win probability until a temperature is calibrated", async () => {
  const spec: RewardModelSpec = { ...specs.nemotron, name: "regression", backend: { type: "onnx", path: "families/nemotron-attributes" } };
  const attributes = spec.attributes!;
  const { ctx, run } = await runWith(spec);
  const model = await readRewardModel(ctx, { rewardModel: "regression" });
  expect(model).toMatchObject({ status: "ready", hasProbability: false });
  for (const step of [0, 10]) await register(ctx, run, step, short(data.completions("sft-good", step)));
  await drain(ctx, pool);

  const { points } = await readCurve(ctx, { run: run.id, branch: "main" });
  for (const point of points) {
    expect(point).toMatchObject({ provisional: false, winProbability: { value: null, reason: "not-calibrated" } });
    expect(point.winRate.value).not.toBeNull();
    expect(point.attributes?.map(({ name }) => name)).toEqual(model.attributes);
  }
  const { items } = await listPairs(ctx, { run: run.id, branch: "main", step: 0, limit: 50 });
  for (const pair of items) {
    const value = (name: string) => pair.attributes!.find((attribute) => attribute.name === name)!;
    const weighted = attributes.reduce((sum, { name, weight }) => sum + weight * value(name).value, 0);
    expect(pair.score).toBeCloseTo(weighted, 4);
    expect(value("helpfulness").reference).not.toBeNull();
    expect(pair.probability).toBeNull();
  }
  const mean = items.reduce((sum, pair) => sum + pair.attributes![0]!.value, 0) / n;
  expect(points[0]?.attributes?.[0]?.mean.value).toBeCloseTo(mean, 5);
  const best = await readBest(ctx, { run: run.id, branch: "main" });
  expect(best.explanation).toContain("win rate");
  expect(best.chosen).not.toBeNull();
});
