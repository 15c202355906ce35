import { afterAll, beforeAll, expect, test } from "vitest";
import { startProduct, type Product } from "../support/product";
import { createSmallRun, smallCompletions } from "../support/small-run";

let product: Product;
let run: { id: string; path: string };
beforeAll(async () => {
  product = await startProduct({ env: { TIDEMARK_METRICS_OPEN: "1" } });
  run = await createSmallRun(product);
  await product.startWorker();
});
afterAll(() => product?.stop());

test("what is registered is scored by the worker and read from the same interface", async () => {
  for (const step of [20, 10]) {
    const { status } = await product.call("POST", `${run.path}/checkpoints`, { body: { step, path: `out/${step}`, completions: smallCompletions(`step ${step}`) } });
    expect(status).toBe(202);
  }
  const { status, error } = await (async () => {
    await expect.poll(async () => (await product.call("GET", run.path)).body.nScored, { timeout: 45_000, interval: 250 }).toBe(2);
    return (await product.call("GET", `${run.path}/checkpoints/10`)).body;
  })();
  expect([status, error]).toEqual(["scored", undefined]);

  const { points } = (await product.call("GET", `${run.path}/curve`)).body;
  expect(points.map(({ step, nPrompts, provisional }: { step: number; nPrompts: number; provisional: boolean }) => [step, nPrompts, provisional])).toEqual([[10, 3, false], [20, 3, false]]);
  for (const p of points) expect(p.nWin + p.nTie + p.nLoss + p.nFailed + p.nMissing + p.nReferenceFailed).toBe(p.nPrompts);
  const best = (await product.call("GET", `${run.path}/best`)).body;
  expect(best.chosen.path).toBe(`out/${best.chosen.step}`);
  const pairs = (await product.call("GET", `${run.path}/pairs?step=10&limit=2`)).body;
  expect(pairs.items.map(({ key }: { key: string }) => key)).toEqual(["a", "b"]);
  expect(pairs.items[0].margin).toBe(pairs.items[0].score - pairs.items[0].referenceScore);
  const rest = (await product.call("GET", `${run.path}/pairs?step=10&limit=2&cursor=${pairs.nextCursor}`)).body;
  expect(rest).toMatchObject({ items: [{ key: "c" }], nextCursor: null });
});

test("health and open metrics show the worker", async () => {
  expect((await product.call("GET", "/api/v1/health", { key: null })).body).toMatchObject({ status: "ok", database: "ok", queue: "postgres", workers: 1 });
  const text = await (await product.fetch("GET", "/metrics", { key: null })).text();
  expect(text).toContain("tidemark_workers 1");
  expect(text).toMatch(/tidemark_checkpoints\{status="scored"\} 2/);
  const last = (await product.call("GET", `${run.path}/curve`)).body.points.at(-1);
  expect(text).toContain(`tidemark_run_value{project="default",run="small",metric="winProbability"} ${last.winProbability.value}`);
  expect(text).toContain('tidemark_run_last_step{project="default",run="small"} 20');
  expect(text).toContain('tidemark_run_looks{project="default",run="small"} 2');
  // Three prompts are too few for a verdict: what is not known is absent.
  expect(text).not.toMatch(/tidemark_run_(regressed|best_step)\{/);
});
