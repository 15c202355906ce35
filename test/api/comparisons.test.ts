import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endpoints } from "@/app/_server/openapi";
import { Problem } from "@/lib/contracts";
import { startProduct, type Product } from "../support/product";
import { createSmallRun, smallCompletions } from "../support/small-run";

let product: Product;
let run: { id: string; path: string };
const get = (path: string) => product.call("GET", `${run.path}${path}`);
const send = (method: string, path: string, body?: unknown) => product.call(method, `${run.path}${path}`, body === undefined ? {} : { body });
beforeAll(async () => {
  product = await startProduct();
  run = await createSmallRun(product);
  await product.startWorker();
  for (const step of [100, 200, 300]) await send("POST", "/checkpoints", { step, completions: smallCompletions(`written at ${step}`) });
  while ((await get("")).body.nScored < 3) await sleep(250);
}, 120_000);
afterAll(() => product?.stop());

describe("checkpoints beside each other", () => {
  test("are read through the interface", async () => {
    const compared = await get("/compare?a=100&b=default%2Fsmall@300");
    expect(compared).toMatchObject({ status: 200, body: { nPrompts: 3, a: { step: 100 }, b: { step: 300, runName: "default/small" } } });
    expect(compared.body.prompts.map(({ key }: { key: string }) => key)).toEqual(["a", "b", "c"]);
    const matrix = (await get("/matrix?from=200")).body;
    expect(matrix.steps.map(({ step }: { step: number }) => step)).toEqual([200, 300]);
    expect(matrix.outcomes.join("")).toMatch(/^[WTL]{6}$/);
    expect((await get("/bisect?a=100&b=300")).body).toMatchObject({ a: 100, b: 300, between: [{ step: 200 }] });
    expect((await get("/curve?referenceSet=*")).body).toMatchObject({ referenceSet: null, averagedOver: [{ name: "plain" }], points: [{ step: 100, nPrompts: 3 }, { step: 200 }, { step: 300 }] });
    const changes = (await get("/changes?referenceSet=*")).body;
    expect(changes).toMatchObject({ metric: "winProbability", method: "paired t 95 %", points: [{ step: 100, previousStep: null }, { step: 200, previousStep: 100, nPrompts: 3 }, { step: 300, previousStep: 200 }] });
    expect(changes.points[0].change).toEqual({ a: null, b: null, difference: null, low: null, high: null, p: null, method: "paired t 95 %", reason: "first-point" });
    expect((await get("/curve")).body).toMatchObject({ episodes: [{ number: 1, reason: "first", afterLook: 0 }] });
    expect((await get("/ratings")).body).toMatchObject({ nPrompts: 3, reason: null });
    expect((await get("/ratings")).body.competitors).toHaveLength(4);
    expect((await get("/degeneracy")).body.monitors[0].points).toHaveLength(3);
    expect((await get("/over-optimisation")).body).toMatchObject({ reason: "no-training-and-no-held-out-model", flag: null });
  });

  test.each([
    ["/compare?a=100", 422, "/query/b"],
    ["/compare?a=100&b=200&b=300", 422, "/query/b"],
    ["/compare?a=100&b=step-200", 422, "/query/b"],
    ["/compare?a=100&b=100", 422, "/query/b"],
    ["/compare?a=100&b=200&branch=nowhere", 422, "/query/branch"],
    ["/compare?a=100&b=201", 404, null],
    ["/compare?a=100&b=nobody%2Fnothing@200", 404, null],
    ["/matrix?from=-1", 422, "/query/from"],
    ["/matrix?from=300&to=100", 422, "/query/to"],
    ["/bisect?a=100&b=0100", 422, "/query/b"],
    ["/bisect?a=300&b=100", 422, "/query/b"],
    ["/bisect?a=100&b=250", 404, null],
    ["/changes?branch=nowhere", 422, "/query/branch"],
    ["/changes?tag=none", 422, "/query/tag"],
    ["/ratings?rewardModel=none", 422, "/query/rewardModel"],
    ["/degeneracy?branch=nowhere", 422, "/query/branch"],
    ["/over-optimisation?referenceSet=none", 422, "/query/referenceSet"],
    ["/compare?a=100&b=200&referenceSet=*", 422, "/query/referenceSet"],
    ["/verdict?referenceSet=*", 422, "/query/referenceSet"],
  ])("GET %s is a problem that names what is wrong", async (path, status, field) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    const problem = Problem.parse(answer.body);
    if (field) expect(problem.errors?.map((error) => error.path)).toContain(field);
  });
});

describe("what people and training loops write on a run", () => {
  test("pins are put, listed and taken away", async () => {
    expect((await send("PUT", "/pins/200")).status).toBe(201);
    expect((await send("PUT", "/pins/200?branch=main")).status).toBe(200);
    expect((await get("/pins")).body.items).toEqual([{ step: 200, branch: "main", createdAt: expect.any(String) }]);
    expect((await get("/verdict")).body.safeToDelete).not.toContain(200);
    expect((await send("DELETE", "/pins/200")).status).toBe(204);
    expect((await send("DELETE", "/pins/200")).status).toBe(204);
    expect((await get("/pins")).body.items).toEqual([]);
    for (const [path, status] of [["/pins/400", 404], ["/pins/x", 422], ["/pins/200?branch=nowhere", 404], ["/pins/200?branch=-", 422]] as const) {
      for (const method of ["PUT", "DELETE"]) expect([method, path, (await send(method, path)).status]).toEqual([method, path, status]);
    }
  });

  test("notes carry the name of the key they were written with", async () => {
    expect(await send("POST", "/annotations", { step: 200, text: "learning rate halved" })).toMatchObject({ status: 201, body: { step: 200, branch: "main", text: "learning rate halved", author: expect.stringMatching(/./) } });
    await send("POST", "/annotations", { text: "on the whole run" });
    expect((await get("/annotations?limit=1")).body).toMatchObject({ items: [{ step: null, text: "on the whole run" }], nextCursor: expect.any(String) });
    for (const body of [{ text: "" }, { text: "x".repeat(4001) }, { text: "\ud800" }, { text: "x", step: -1 }, { text: "x", step: 1.5 }, { text: "x", branch: "nowhere" }]) {
      expect([JSON.stringify(body).slice(0, 40), (await send("POST", "/annotations", body)).status]).toEqual([JSON.stringify(body).slice(0, 40), 422]);
    }
    expect((await get("/annotations?cursor=nonsense")).status).toBe(422);
  });

  test("metrics are kept when they are finite numbers", async () => {
    expect(await send("POST", "/metrics", { step: 150, values: { kl: 0.5, "loss/policy": -1e-9 } })).toMatchObject({ status: 202, body: { step: 150, branch: "main", nValues: 2 } });
    expect((await get("/metrics?name=kl")).body).toEqual({ series: [{ name: "kl", points: [{ step: 150, value: 0.5 }] }] });
    for (const body of ['{"step":150,"values":{"kl":1e999}}', '{"step":150,"values":{"kl":null}}', '{"step":150,"values":{"kl":"1"}}', '{"step":150,"values":{"":1}}', '{"step":150,"branch":"nowhere","values":{"kl":1}}', '{"values":{"kl":1}}']) {
      expect([body, (await product.call("POST", `${run.path}/metrics`, { body })).status]).toEqual([body, 422]);
    }
    expect((await get("/metrics")).body.series.map(({ name }: { name: string }) => name)).toEqual(["kl", "loss/policy"]);
  });

  test("a checkpoint becomes a reference set, and the history is drawn against it", async () => {
    const added = await send("POST", "/reference-sets", { checkpoint: 100 });
    expect(added).toMatchObject({ status: 202, body: { referenceSets: [{ name: "plain" }, { name: "small-step-100" }] } });
    expect((await send("POST", "/reference-sets", { referenceSet: "small-step-100" })).status).toBe(200);
    await expect.poll(async () => (await get("/curve?referenceSet=small-step-100")).body.points.map(({ nTie }: { nTie: number }) => nTie)[0], { timeout: 30_000, interval: 250 }).toBe(3);
    for (const [body, status] of [[{}, 422], [{ referenceSet: "plain", checkpoint: 100 }, 422], [{ referenceSet: "none" }, 422], [{ checkpoint: 400 }, 404], [{ checkpoint: 200, name: "plain" }, 409]] as const) {
      expect([JSON.stringify(body), (await send("POST", "/reference-sets", body)).status]).toEqual([JSON.stringify(body), status]);
    }
  });

  test("rescoring a history that is up to date asks for nothing", async () => {
    await expect.poll(async () => (await send("POST", "/rescore", {})).body, { timeout: 30_000, interval: 250 }).toEqual({ nVectors: 0 });
    expect((await send("POST", "/rescore", { rewardModel: "none" })).status).toBe(422);
  });
});

test("reading needs a key that reads, writing one that writes", async () => {
  const { body: { key } } = await product.call("POST", "/api/v1/keys", { body: { name: "reader", scope: "read" } });
  const names = ["compare", "readMatrix", "bisect", "readRatings", "readDegeneracy", "readOverOptimisation", "pinCheckpoint", "unpinCheckpoint", "listPins", "addAnnotation", "listAnnotations", "logMetrics", "listMetrics", "rescore", "addRunReferenceSet"];
  for (const name of names) {
    const endpoint = endpoints[name]!;
    const path = endpoint.path.replace(":run", run.id).replace(":step", "200");
    const body = endpoint.method === "POST" ? { body: {} } : {};
    expect([name, (await product.call(endpoint.method, path, { key: null, ...body })).status]).toEqual([name, 401]);
    const { status } = await product.call(endpoint.method, path, { key, ...body });
    expect([name, status === 403]).toEqual([name, endpoint.method !== "GET"]);
  }
});
