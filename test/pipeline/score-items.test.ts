import { afterAll, beforeEach, expect, test } from "vitest";
import { sigmoid } from "@/lib/stats/sigmoid";
import { createRewardModel } from "@/lib/services/create-reward-model";
import { scoreItems } from "@/lib/services/score-items";
import { drain, testContext, testPool, type TestContext } from "../support/context";
import { starterSpec } from "../support/demo-data";

const pool = testPool(1);
let context: TestContext;
beforeEach(async () => { context = await testContext(); return () => context.close(); });
afterAll(() => pool.close());

const items = [
  { prompt: "Why is the sky blue?", completion: "Air scatters blue light more than red.", reference: "blue blue blue blue" },
  { prompt: "Say hello.", completion: "" },
];

test("a few texts are scored by a worker while the caller waits, and nothing of the request is left", async () => {
  const { ctx } = context;
  await createRewardModel(ctx, starterSpec);
  await expect(scoreItems(ctx, { rewardModel: "starter", items, explain: false })).rejects.toMatchObject({ code: "reward-model-not-ready" });
  await drain(ctx, pool);
  const answer = scoreItems(ctx, { rewardModel: "starter", items, explain: true });
  while ((await ctx.db.scoreRequest.count()) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await drain(ctx, pool);
  const [first, second] = (await answer).items;
  expect(first?.margin).toBeGreaterThan(0);
  expect(first?.probability).toBe(sigmoid(first?.margin as number));
  expect(first?.ids?.[0]).toBe(101);
  expect(second?.score).toBeTypeOf("number");
  expect(second).not.toHaveProperty("margin");
  expect(await ctx.db.scoreRequest.count()).toBe(0);
});

test("what a worker cannot answer, the caller hears at once", async () => {
  const { ctx } = context;
  await createRewardModel(ctx, { ...starterSpec, name: "gone" });
  await drain(ctx, pool);
  await ctx.db.rewardModel.update({ where: { name: "gone" }, data: { spec: { ...starterSpec, name: "gone", backend: { type: "onnx", path: "nowhere" } } } });
  const answer = scoreItems(ctx, { rewardModel: "gone", items, explain: false });
  const heard = expect(answer).rejects.toMatchObject({ code: "unavailable" });
  while ((await ctx.db.scoreRequest.count()) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await drain(ctx, pool);
  await heard;
});
