import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startProduct, type Product } from "../support/product";

let product: Product, readKey: string;
const prompts = [
  { key: "sky", prompt: "Explain in three short sentences why the sky is blue during the day and red in the evening, and what the air has to do with it.", tags: ["explain"] },
  { key: "sky/2", prompt: "Explain in four short sentences why the sky is blue during the day and red in the evening, and what the air has to do with it.", tags: ["explain"] },
  { key: "sea", messages: [{ role: "system", content: "Be brief." }, { role: "user", content: "Write a line about the sea." }] },
];
beforeAll(async () => {
  product = await startProduct();
  readKey = (await product.call("POST", "/api/v1/keys", { body: { name: "reader", scope: "read" } })).body.key;
  await product.call("POST", "/api/v1/prompt-sets", { body: { name: "core", prompts } });
  for (const name of ["old", "new"]) {
    const completions = prompts.map(({ key }) => ({ key, completion: `${name} ${key} \u0000` }));
    await product.call("POST", "/api/v1/prompt-sets/core/reference-sets", { body: { name, completions } });
  }
});
afterAll(async () => product?.stop());

describe("what a prompt set holds", () => {
  test("the references of one prompt stand side by side, oldest set first", async () => {
    const answer = await product.call("GET", `/api/v1/prompt-sets/core/references?key=${encodeURIComponent("sky/2")}`, { key: readKey });
    expect(answer).toMatchObject({ status: 200, body: { key: "sky/2", references: [{ name: "old", completion: "old sky/2 \u0000" }, { name: "new", completion: "new sky/2 \u0000" }] } });
  });
  test("a key that is not there is 404 with the way to those that are, and none is 422", async () => {
    const absent = await product.call("GET", "/api/v1/prompt-sets/core/references?key=moon");
    expect(absent).toMatchObject({ status: 404, body: { code: "not-found" } });
    expect(absent.body.detail).toContain("GET /api/v1/prompt-sets/core");
    expect(await product.call("GET", "/api/v1/prompt-sets/core/references")).toMatchObject({ status: 422, body: { errors: [{ path: "/query/key" }] } });
    expect(await product.call("GET", "/api/v1/prompt-sets/other/references?key=sky")).toMatchObject({ status: 404 });
  });
  test("its tags can be read without its prompts", async () => {
    const { body } = await product.call("GET", "/api/v1/prompt-sets/core?prompts=false", { key: readKey });
    expect(body).toMatchObject({ name: "core", nPrompts: 3, prompts: [], tags: [{ tag: "explain", nPrompts: 2 }] });
    expect((await product.call("GET", "/api/v1/prompt-sets/core?prompts=some")).status).toBe(422);
  });
  test("prompts that say almost the same are found", async () => {
    const { status, body } = await product.call("GET", "/api/v1/prompt-sets/core/near-duplicates", { key: readKey });
    expect(status).toBe(200);
    expect(body).toMatchObject({ nPairs: 1, threshold: 0.8, pairs: [{ a: "sky", b: "sky/2" }] });
    expect(body.pairs[0].similarity).toBeGreaterThan(0.8);
    expect(await product.call("GET", "/api/v1/prompt-sets/none/near-duplicates")).toMatchObject({ status: 404 });
  });
});

describe("the system", () => {
  test("is an administrator's to see", async () => {
    expect(await product.call("GET", "/api/v1/system", { key: readKey })).toMatchObject({ status: 403 });
  });
  test("tells versions, stores, queue and workers, and no secret", async () => {
    await product.startWorker();
    const { status, body } = await product.call("GET", "/api/v1/system");
    expect(status).toBe(200);
    expect(body.database.version).toMatch(/^1[4-9]/);
    expect(body.database.bytes).toBeGreaterThan(1_000_000);
    expect(body).toMatchObject({ node: process.version, queue: { kind: "postgres" }, mail: false, stores: { runs: 0, checkpoints: 0 } });
    expect(body.workers).toMatchObject([{ alive: true }]);
    expect(JSON.stringify(body)).not.toMatch(/postgres(ql)?:\/\/|tdm_/);
  });
});
