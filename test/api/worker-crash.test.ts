import { afterAll, beforeAll, expect, test } from "vitest";
import { demoData, starterSpec } from "../support/demo-data";
import { startProduct, type Product } from "../support/product";

const data = demoData();
let product: Product;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product?.stop());

const post = async (path: string, body: unknown) => {
  const answer = await product.call("POST", `/api/v1${path}`, { body });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body;
};
const run = "/runs/default%2Fcrash";
const read = async (path: string) => (await product.call("GET", `/api/v1${run}${path}`)).body;

test("a worker that is killed in the middle of scoring loses nothing: the next one ends with every checkpoint scored once", async () => {
  await post("/prompt-sets", { name: "demo-prompts", prompts: data.prompts });
  await post("/prompt-sets/demo-prompts/reference-sets", { name: "handwritten", completions: data.references });
  await post("/reward-models", starterSpec);
  await post("/runs", { name: "crash", promptSet: "demo-prompts" });
  for (const step of [0, 70, 30]) await post(`${run}/checkpoints`, { step, completions: data.completions("sft-too-hot", step) });

  const first = await product.startWorker();
  await expect.poll(async () => (await read("")).progress.done, { timeout: 60_000, interval: 20 }).toBeGreaterThan(0);
  await first.crash();
  const before = await read("");
  expect(before.nScored).toBeLessThan(3);

  await product.startWorker();
  await expect.poll(async () => (await read("")).nScored, { timeout: 100_000, interval: 250 }).toBe(3);
  const curve = await read("/curve");
  expect(curve.points.map(({ step, nPrompts, provisional }: { step: number; nPrompts: number; provisional: boolean }) => [step, nPrompts, provisional]))
    .toEqual([[0, 120, false], [30, 120, false], [70, 120, false]]);
  expect(curve.points.map(({ look }: { look: number }) => look).sort()).toEqual([1, 2, 3]);
  const texts = new Set([...data.references, ...[0, 30, 70].flatMap((step) => data.completions("sft-too-hot", step))].map(({ key, completion }) => `${key}\n${completion}`));
  expect(await product.ctx.db.cachedScore.count()).toBe(texts.size);
}, 240_000);
