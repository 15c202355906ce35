import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "@/lib/contracts";
import { startProduct, type Product } from "../support/product";
import { createSmallRun, smallCompletions } from "../support/small-run";

let product: Product;
let run: { id: string; path: string };
beforeAll(async () => {
  product = await startProduct({ env: { TIDEMARK_MAX_BODY_MB: "4" } });
  run = await createSmallRun(product);
});
afterAll(() => product?.stop());

const nothingWasStored = async () => expect(await product.ctx.db.checkpoint.count({ where: { step: { gte: 900_000 } } })).toBe(0);
const register = (body: unknown, headers?: Record<string, string>, query = "") => product.call("POST", `${run.path}/checkpoints${query}`, { body, headers });

describe("a checkpoint", () => {
  test("sent as NDJSON is the one sent as JSON", async () => {
    const completions = smallCompletions("nd");
    const ndjson = { "content-type": "application/x-ndjson" };
    const lines = (n: number) => [JSON.stringify({ step: 20, path: "out/20", nCompletions: n }), ...completions.map((c) => JSON.stringify(c))].join("\n");
    const created = await register(lines(3), ndjson);
    expect(created.status).toBe(202);
    expect(created.body).toMatchObject({ step: 20, branch: "main", path: "out/20", nCompletions: 3, nMissing: 0 });
    expect((await register({ step: 20, completions })).body.id).toBe(created.body.id);
    expect((await register(gzipSync(lines(3)), { ...ndjson, "content-encoding": "gzip" })).status).toBe(200);
    for (const n of [2, 4]) expect((await register(lines(n).replace('"step":20', '"step":900000'), ndjson)).body).toMatchObject({ status: 422, errors: [{ path: "/nCompletions" }] });
    const bad = await register(`${lines(3).replace('"step":20', '"step":900000')}\n{"key": 1}`, ndjson);
    expect(bad.status).toBe(422);
    expect((await register(`{"step":900000,"nCompletions":1}\n{oops`, ndjson)).body).toMatchObject({ status: 400, detail: expect.stringContaining("Line 2") });
    await nothingWasStored();
  });

  test("sent twice is one, sent otherwise is a conflict or a branch", async () => {
    const first = await register({ step: 30, completions: smallCompletions() });
    expect(first.status).toBe(202);
    expect(await register({ step: 30, completions: smallCompletions(), path: "later" })).toMatchObject({ status: 200, body: { id: first.body.id, path: "later" } });
    expect((await register({ step: 30, completions: smallCompletions("other") })).body).toMatchObject({ status: 409, code: "checkpoint-conflict", step: 30 });
    const branch = await register({ step: 30, completions: smallCompletions("other") }, {}, "?onConflict=branch");
    expect(branch).toMatchObject({ status: 202, body: { branch: "main.2" } });
    expect((await register({ step: 30, completions: smallCompletions("other") }, {}, "?onConflict=maybe")).body.errors[0].path).toBe("/query/onConflict");
  });

  test("registered by several at the same moment is one, or a conflict", async () => {
    const same = await Promise.all(Array.from({ length: 6 }, () => register({ step: 40, completions: smallCompletions() })));
    expect(same.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(new Set(same.map(({ body }) => body.id)).size).toBe(1);
    const different = await Promise.all(["x", "y"].map((text) => register({ step: 41, completions: smallCompletions(text) })));
    expect(different.map(({ status }) => status).sort()).toEqual([202, 409]);
  });

  test.each<[string, object, string]>([
    ["a negative step", { step: -1 }, "/step"],
    ["a fraction", { step: 1.5 }, "/step"],
    ["a step beyond 2^53", { step: 2 ** 53 }, "/step"],
    ["a step as text", { step: "7" }, "/step"],
    ["no step", { step: undefined }, "/step"],
    ["no completions", { completions: [] }, "/completions"],
    ["a completion that is not text", { completions: [{ key: "a", completion: 7 }] }, "/completions/0/completion"],
    ["a completion without key", { completions: [{ completion: "x" }] }, "/completions/0/key"],
    ["an unknown key", { completions: [...smallCompletions(), { key: "zzz", completion: "x" }] }, "/completions/3/key"],
    ["a doubled key", { completions: [...smallCompletions(), { key: "a", completion: "x" }] }, "/completions/3/key"],
    ["a branch that is no name", { branch: "../x" }, "/branch"],
    ["a path that is too long", { path: "x".repeat(4097) }, "/path"],
    ["completions that are no list", { completions: {} }, "/completions"],
  ])("with %s is refused, naming the field, and nothing is stored", async (_, change, path) => {
    const { status, body } = await register({ step: 900_000, completions: smallCompletions(), ...change });
    expect(status).toBe(422);
    expect(Problem.parse(body).errors?.[0]?.path).toBe(path);
    await nothingWasStored();
  });

  test("with a completion over a megabyte is refused by the name of the limit", async () => {
    const { body } = await register({ step: 900_000, completions: [{ key: "a", completion: "x".repeat(1_000_001) }] });
    expect(body).toMatchObject({ status: 422, code: "completion-too-large", errors: [{ path: expect.stringContaining("/completions/0") }] });
    await nothingWasStored();
  });

  test("with a lone surrogate anywhere is refused; NUL is kept", async () => {
    for (const [text, path] of [
      ['{"step": 900000, "completions": [{"key": "a", "completion": "\\ud83c"}]}', "/completions/0/completion"],
      ['{"step": 900000, "metadata": {"note": ["\\udc00"]}, "completions": [{"key": "a", "completion": "x"}]}', "/metadata/note/0"],
      ['{"step": 900000, "path": "\\ud800", "completions": [{"key": "a", "completion": "x"}]}', "/path"],
    ] as const) {
      expect((await register(text)).body).toMatchObject({ status: 422, errors: [{ path }] });
    }
    await nothingWasStored();
    const kept = await register({ step: 50, path: "a\u0000b", metadata: { "n\u0000": "\u0000" }, completions: [{ key: "a", completion: "\u0000\u{1F30A}" }] });
    expect(kept).toMatchObject({ status: 202, body: { path: "a\u0000b", metadata: { "n\u0000": "\u0000" }, nMissing: 2 } });
    expect((await product.call("GET", `${run.path}/checkpoints/50`)).body).toMatchObject({ path: "a\u0000b", metadata: { "n\u0000": "\u0000" } });
  });

  test("is found at the largest step there can be, and not at one that cannot be", async () => {
    expect((await register({ step: Number.MAX_SAFE_INTEGER, branch: "edge", completions: smallCompletions() })).status).toBe(202);
    expect((await product.call("GET", `${run.path}/checkpoints/${Number.MAX_SAFE_INTEGER}?branch=edge`)).body.step).toBe(Number.MAX_SAFE_INTEGER);
    for (const step of ["-1", "1.5", "abc", "9007199254740992", "1e3", "%20"]) {
      const { body } = await product.call("GET", `${run.path}/checkpoints/${step}`);
      expect([step, body.status, body.errors?.[0].path]).toEqual([step, 422, "/params/step"]);
    }
    expect((await product.call("GET", `${run.path}/checkpoints/999`)).status).toBe(404);
    await product.ctx.db.checkpoint.deleteMany({ where: { branch: "edge" } });
  });
});

test("no answer and no log line of all this shows a stack, a query or a key", () => {
  expect(product.log()).not.toMatch(/"level":50/);
  expect(product.log()).not.toContain(product.adminKey);
});
