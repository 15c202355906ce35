import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listPairs } from "@/lib/pipeline/list-pairs";
import { readBest } from "@/lib/pipeline/read-best";
import { readCurve } from "@/lib/pipeline/read-curve";
import { readVerdict } from "@/lib/pipeline/read-verdict";
import { readCheckpoint } from "@/lib/services/read-checkpoint";
import { readRun } from "@/lib/services/read-run";
import { sigmoid } from "@/lib/stats/sigmoid";
import { drain, testContext, testPool, type TestContext } from "../support/context";
import { createDemoRun, register } from "../support/demo-data";

const pool = testPool();
let test_: TestContext;
beforeEach(async () => { test_ = await testContext(); return () => test_.close(); });
afterAll(() => pool.close());
beforeAll(() => undefined);

const main = { branch: "main" };
/** What a curve says, without ids, look numbers and times. */
const drawn = (curve: Awaited<ReturnType<typeof readCurve>>) =>
  curve.points.map(({ checkpointId: _i, look: _l, registeredAt: _t, ...point }) => point);

test("checkpoints that arrive out of order, twice, and one after another give the same curve", async () => {
  const { ctx } = test_;
  const { run, data } = await createDemoRun(ctx, { n: 24 });
  for (const step of [20, 0, 10, 20, 0]) {
    await register(ctx, run, step, data.completions("sft-good", step));
    if (step === 10) await drain(ctx, pool);
  }
  await drain(ctx, pool);
  const shuffled = await readCurve(ctx, { run: run.id, ...main });

  const other = await testContext();
  const again = await createDemoRun(other.ctx, { n: 24 });
  for (const step of [0, 10, 20]) await register(other.ctx, again.run, step, data.completions("sft-good", step).reverse());
  await drain(other.ctx, pool);
  const ordered = await readCurve(other.ctx, { run: again.run.id, ...main });
  await other.close();

  expect(shuffled.points.map(({ step }) => step)).toEqual([0, 10, 20]);
  expect(drawn(shuffled)).toEqual(drawn(ordered));
  expect(new Set(shuffled.points.map(({ look }) => look))).toEqual(new Set([1, 2, 3]));
  expect(ordered.points.map(({ look }) => look)).toEqual([1, 2, 3]);
});

test("a point's counts add up to its prompts, and its win rate follows from the pairs", async () => {
  const { ctx } = test_;
  const { run, data } = await createDemoRun(ctx, { n: 24 });
  await register(ctx, run, 30, data.completions("sft-good", 30).slice(2));
  await drain(ctx, pool);
  const { points: [point] } = await readCurve(ctx, { run: run.id, ...main });
  const { items } = await listPairs(ctx, { run: run.id, ...main, step: 30, limit: 500 });

  const count = (outcome: string) => items.filter((pair) => pair.outcome === outcome).length;
  expect(point).toMatchObject({
    nPrompts: 24, nMissing: 2, nWin: count("win"), nTie: count("tie"), nLoss: count("loss"), nFailed: 0, nPending: 0, provisional: false, incomplete: true,
  });
  const compared = items.filter(({ margin }) => margin !== null);
  expect(compared).toHaveLength(22);
  for (const { margin, score, referenceScore, probability } of compared) {
    expect(margin).toBe((score as number) - (referenceScore as number));
    expect(probability).toBe(sigmoid(margin as number));
  }
  const mean = compared.reduce((sum, { probability }) => sum + (probability as number), 0) / 22;
  expect(point?.winProbability.value).toBeCloseTo(mean, 12);
  expect(point?.winRate.value).toBeCloseTo((count("win") + count("tie") / 2) / 22, 12);
  expect(items.filter(({ outcome }) => outcome === "missing").every(({ completion }) => completion === null)).toBe(true);
});

test("a text that was scored before is never scored again, in whatever run or set it comes", async () => {
  const { ctx } = test_;
  const { run, data } = await createDemoRun(ctx, { n: 24 });
  await register(ctx, run, 0, data.completions("sft-good", 0));
  await drain(ctx, pool);
  const counted = countingPool();
  const changed = data.completions("sft-good", 0);
  changed[5] = { ...changed[5]!, completion: "A text that nobody has written before." };
  await register(ctx, run, 10, changed);
  await drain(ctx, counted.pool);
  expect(counted.scored()).toBe(1);
});

test("checkpoint and run say how far scoring is, and the best so far is called provisional", async () => {
  const { ctx } = test_;
  const { run, data } = await createDemoRun(ctx, { n: 12 });
  const { checkpoint } = await register(ctx, run, 0, data.completions("sft-good", 0), { path: "out/ckpt-0" });
  expect(checkpoint).toMatchObject({ status: "received", progress: { done: 0, total: 12 }, path: "out/ckpt-0" });
  expect((await readBest(ctx, { run: run.id, ...main })).chosen).toBeNull();
  await drain(ctx, pool);
  expect(await readCheckpoint(ctx, { run: run.id, step: 0, branch: "main" })).toMatchObject({ status: "scored", progress: { done: 12, total: 12 }, nMissing: 0 });
  expect(await readRun(ctx, { run: "default/sft-good" })).toMatchObject({ nCheckpoints: 1, nScored: 1, lastStep: 0, progress: { done: 12, total: 12 } });
  const best = await readBest(ctx, { run: run.id, ...main });
  expect(best).toMatchObject({ provisional: true, bestSet: [0], nUnits: 12, chosen: { step: 0, path: "out/ckpt-0", shrunk: { value: expect.any(Number) } } });
  expect(await readVerdict(ctx, { run: run.id, ...main })).toMatchObject({ verdict: "insufficient", code: "too-few-prompts", shouldStop: false, best: null, safeToDelete: [] });
});

test("a run whose checkpoint is its own reference ties everywhere", async () => {
  const { ctx } = test_;
  const { run, data } = await createDemoRun(ctx, { n: 12 });
  await register(ctx, run, 5, data.references);
  await drain(ctx, pool);
  const { points: [point] } = await readCurve(ctx, { run: run.id, ...main });
  expect(point).toMatchObject({ nTie: 12, nWin: 0, nLoss: 0, winRate: { value: 0.5 }, winProbability: { value: 0.5 } });
});

function countingPool() {
  let n = 0;
  return {
    scored: () => n,
    pool: {
      ...pool,
      open: async (spec: Parameters<typeof pool.open>[0]) => {
        const model = await pool.open(spec);
        return { ...model, score: (items: Parameters<typeof model.score>[0], options: Parameters<typeof model.score>[1]) => { n += items.length; return model.score(items, options); } };
      },
    },
  };
}
