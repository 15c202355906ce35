import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "@/lib/contracts";
import { startProduct, type Product } from "../support/product";
import { createSmallRun, smallCompletions } from "../support/small-run";

let product: Product;
const path = "/api/v1/runs/default%2Fjudged/preferences";
const preferences = (probability: unknown) => ["a", "b", "c"].map((key) => ({ key, probability }));
const body = (more: object = {}) => ({ step: 100, rewardModel: "judge", preferences: preferences(0.75), ...more });
beforeAll(async () => {
  product = await startProduct();
  await createSmallRun(product);
  const judge = await product.call("POST", "/api/v1/reward-models", { body: { name: "judge", kind: "pairwise", input: "text-pair", backend: { type: "imported", source: "somebody" } } });
  expect([judge.status, judge.body.status]).toEqual([202, "ready"]);
  expect((await product.call("POST", "/api/v1/runs", { body: { name: "judged", promptSet: "three", rewardModels: [{ id: "judge" }] } })).status).toBe(201);
  await product.startWorker();
  expect((await product.call("POST", "/api/v1/runs/default%2Fjudged/checkpoints", { body: { step: 100, completions: smallCompletions() } })).status).toBe(202);
}, 120_000);
afterAll(() => product?.stop());

describe("importing preferences", () => {
  test.each([
    [{ preferences: [] }, 422, "/preferences"],
    [{ preferences: preferences(1.5) }, 422, "/preferences/0/probability"],
    [{ preferences: preferences("0.5") }, 422, "/preferences/0/probability"],
    [{ preferences: [{ key: "nobody", probability: 1 }] }, 422, "/preferences/0/key"],
    [{ preferences: preferences(0.5).slice(1) }, 422, "/preferences"],
    [{ rewardModel: "starter" }, 422, "/query/rewardModel"],
    [{ referenceSet: "nobody" }, 422, "/query/referenceSet"],
    [{ step: 101 }, 404, null],
    [{ step: -1 }, 422, "/step"],
  ])("%j is a problem that names what is wrong, and nothing is kept", async (more, status, field) => {
    const answer = await product.call("POST", path, { body: body(more) });
    expect(answer.status).toBe(status);
    const problem = Problem.parse(answer.body);
    if (field) expect(problem.errors?.map((error) => error.path)).toContain(field);
    expect((await product.call("GET", "/api/v1/runs/default%2Fjudged/curve")).body.points).toEqual([]);
  });

  test("needs the scope write", async () => {
    const { key } = (await product.call("POST", "/api/v1/keys", { body: { name: "reader", scope: "read" } })).body;
    expect((await product.call("POST", path, { key, body: body() })).status).toBe(403);
  });

  test("draws the point; the same again is 200, others are 409", async () => {
    const first = await product.call("POST", path, { body: body() });
    expect(first).toMatchObject({ status: 201, body: { step: 100, branch: "main", rewardModel: "judge", referenceSet: "plain", nPreferences: 3, nFailed: 0 } });
    await expect.poll(async () => (await product.call("GET", "/api/v1/runs/default%2Fjudged/curve")).body.points, { timeout: 30_000, interval: 200 }).toMatchObject([{ step: 100, nWin: 3, provisional: false }]);
    expect((await product.call("POST", path, { body: body() })).status).toBe(200);
    const other = await product.call("POST", path, { body: body({ preferences: preferences(0.5) }) });
    expect(other).toMatchObject({ status: 409, body: { code: "preferences-conflict" } });
    const asked = await product.call("POST", "/api/v1/reward-models/judge/score", { body: { items: [{ prompt: "a", completion: "b", reference: "c" }] } });
    expect(asked.status).toBe(422);
  });

  test.each([["bradley-terry", "text-pair"], ["absolute", "text-pair"]])("a judge of kind %s cannot be registered as imported", async (kind, input) => {
    const answer = await product.call("POST", "/api/v1/reward-models", { body: { name: "wrong", kind, input, backend: { type: "imported" } } });
    expect(answer).toMatchObject({ status: 422, body: { errors: expect.arrayContaining([expect.objectContaining({ path: "/kind" })]) } });
  });
});
