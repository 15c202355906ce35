import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "@/lib/contracts";
import { startProduct, type Product } from "../support/product";
import { rawRequest } from "../support/raw-request";
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

describe("a path", () => {
  test("that does not exist is a problem, whatever the method", async () => {
    for (const path of ["/api/v1", "/api/v1/nothing", "/api/v1/runs/x/y/z", "/api/v1/health/more", "/api/v1/Runs"]) {
      for (const method of ["GET", "POST", "DELETE", "PATCH"]) {
        const { status, body } = await product.call(method, path);
        expect([method, path, status]).toEqual([method, path, 404]);
        expect(Problem.parse(body).code).toBe("not-found");
      }
    }
  });

  test("names a run by its id, or as project/name, percent-encoded", async () => {
    for (const ref of [run.id, "default%2Fsmall", "default%2fsmall"]) expect((await product.call("GET", `/api/v1/runs/${ref}`)).body.id).toBe(run.id);
    for (const ref of ["default%252Fsmall", "small", "default%2F", "%2Fsmall", "nobody%2Fsmall", "..%2F..%2Fetc", "%F0%9F%8C%8A"]) {
      expect([ref, (await product.call("GET", `/api/v1/runs/${ref}`)).status]).toEqual([ref, 404]);
    }
  });

  test("with a NUL character or an endless name is refused, not looked for", async () => {
    expect((await product.call("GET", "/api/v1/runs/a%00b")).body).toMatchObject({ status: 422, errors: [{ path: "/params/run" }] });
    expect((await product.call("GET", `/api/v1/runs/${"x".repeat(300)}`)).status).toBe(422);
    expect((await product.call("GET", "/api/v1/prompt-sets/a%00b")).status).toBe(422);
  });

  test("answers other methods with 405 and what is allowed", async () => {
    const answer = await product.call("DELETE", "/api/v1/runs");
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET, HEAD, POST");
    expect(Problem.parse(answer.body).code).toBe("method-not-allowed");
    for (const method of ["PUT", "PATCH", "OPTIONS"]) expect((await product.call(method, "/api/v1/health")).status).toBe(405);
    expect((await product.fetch("HEAD", "/api/v1/runs")).status).toBe(200);
  });
});

describe("every answer", () => {
  test("carries a request id, the caller's if it sent one", async () => {
    const own = await product.call("GET", "/api/v1/runs", { headers: { "x-request-id": "job-17" } });
    expect(own.headers.get("x-request-id")).toBe("job-17");
    const failed = await product.call("GET", "/api/v1/runs/none", { headers: { "x-request-id": "job-18" } });
    expect(failed.body.requestId).toBe("job-18");
    expect((await product.call("GET", "/api/v1/runs")).headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(own.headers.get("cache-control")).toBe("no-store");
    expect((await product.call("GET", "/api/v1/health")).headers.get("cache-control")).toBe("no-store, no-transform");
  });
});

describe("a list", () => {
  test("comes in pages that together hold everything once", async () => {
    for (let i = 0; i < 7; i++) await product.call("POST", "/api/v1/keys", { body: { name: `page-${i}`, scope: "read" } });
    for (const path of ["/api/v1/keys", "/api/v1/prompt-sets", "/api/v1/reward-models", "/api/v1/runs", `${run.path}/checkpoints`, "/api/v1/prompt-sets/three/reference-sets"]) {
      const all = (await product.call("GET", `${path}?limit=500`)).body;
      expect(all.nextCursor).toBeNull();
      const seen: string[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const page: { items: { id: string }[]; nextCursor: string | null } = (await product.call("GET", `${path}?limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)).body;
        expect(page.items.length).toBeLessThanOrEqual(3);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(all.items.map(({ id }: { id: string }) => id));
    }
  });

  test("filters by exact name", async () => {
    expect((await product.call("GET", "/api/v1/keys?name=page-3")).body.items).toHaveLength(1);
    expect((await product.call("GET", "/api/v1/runs?name=small&project=default")).body.items).toHaveLength(1);
    expect((await product.call("GET", "/api/v1/prompt-sets?name=thre")).body.items).toHaveLength(0);
  });

  test("refuses a limit or a cursor that cannot be", async () => {
    for (const limit of ["0", "501", "-1", "1.5", "abc", ""]) {
      const { status, body } = await product.call("GET", `/api/v1/runs?limit=${limit}`);
      expect([limit, status, body.errors?.[0]?.path]).toEqual([limit, 422, "/query/limit"]);
    }
    const nul = Buffer.from('"\\u0000"').toString("base64url");
    const far = Buffer.from('["999999999999999999999999999","main"]').toString("base64url");
    const never = Buffer.from('["+275760-09-13T00:00:00.000Z","x"]').toString("base64url");
    for (const cursor of ["nonsense", "%00", "e30", nul, far, never, Buffer.from("{").toString("base64url")]) {
      for (const path of ["/api/v1/runs", "/api/v1/keys", "/api/v1/prompt-sets", "/api/v1/reward-models", `${run.path}/checkpoints`]) {
        const { status } = await product.call("GET", `${path}?cursor=${cursor}`);
        expect([path, cursor, status < 500]).toEqual([path, cursor, true]);
      }
    }
    expect((await product.call("GET", "/api/v1/runs?cursor=nonsense")).body).toMatchObject({ status: 422, errors: [{ path: "/query/cursor" }] });
    expect((await product.call("GET", "/api/v1/runs?limit=1&limit=2")).status).toBe(422);
    expect((await product.call("GET", "/api/v1/runs?name=%00")).status).toBe(422);
  });
});

describe("a body on the wire", () => {
  test("is read as gzip, and refused when torn, false or of another kind", async () => {
    const body = JSON.stringify({ step: 10, completions: smallCompletions() });
    const gzip = { "content-encoding": "gzip" };
    expect((await register(gzipSync(body), gzip)).status).toBe(202);
    expect((await register(body)).status).toBe(200);
    const other = gzipSync(JSON.stringify({ step: 900_000, completions: smallCompletions() }));
    expect((await register(other.subarray(0, -9), gzip)).body).toMatchObject({ status: 400, code: "malformed-body" });
    expect((await register("plain", gzip)).status).toBe(400);
    expect((await register(other, { "content-encoding": "br" })).status).toBe(415);
    expect((await register(body, { "content-type": "text/plain" })).status).toBe(415);
    await nothingWasStored();
  });

  test("is refused when too large, packed or unpacked, and the server goes on", async () => {
    const large = JSON.stringify({ step: 900_000, completions: [{ key: "a", completion: "x".repeat(900_000) }, ...Array.from({ length: 5 }, (_, i) => ({ key: "a", sample: i, completion: "y".repeat(900_000) }))] });
    expect((await register(large)).body).toMatchObject({ status: 413, code: "body-too-large", maxBytes: 4 * 1024 * 1024 });
    expect((await register(gzipSync(large), { "content-encoding": "gzip" })).status).toBe(413);
    expect((await register(gzipSync(Buffer.alloc(200_000_000)), { "content-encoding": "gzip" })).status).toBe(413);
    const refusedEarly = await product.call("POST", "/api/v1/prompt-sets", { key: null, body: large });
    expect(refusedEarly.status).toBe(401);
    await nothingWasStored();
    expect((await product.call("GET", "/api/v1/health")).status).toBe(200);
  });

  test("that ends too early stores nothing, by length or by chunk", async () => {
    const body = JSON.stringify({ step: 900_001, completions: smallCompletions() });
    const head = `POST ${run.path}/checkpoints HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${product.adminKey}\r\nContent-Type: application/json\r\n`;
    for (const halfClose of [true, false]) {
      const byLength = await rawRequest(product.port, `${head}Content-Length: ${body.length + 10}\r\n\r\n${body}`, { halfClose, quietMs: 500 });
      expect(byLength).not.toMatch(/^HTTP\/1\.1 2/);
      const byChunk = await rawRequest(product.port, `${head}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n`, { halfClose, quietMs: 500 });
      expect(byChunk).not.toMatch(/^HTTP\/1\.1 2/);
    }
    await nothingWasStored();
    expect((await product.call("GET", "/api/v1/health")).status).toBe(200);
  });

  test("that is not JSON, or not UTF-8, says so with the place", async () => {
    expect((await register('{"step": 900000, }')).body).toMatchObject({ status: 400, position: 17 });
    expect((await register(Uint8Array.from([0x7b, 0xff]))).body).toMatchObject({ status: 400, detail: expect.stringContaining("UTF-8") });
    expect((await register("")).status).toBe(400);
  });
});

describe("other bodies", () => {
  test("are refused with the field and the remedy", async () => {
    const prompts = [{ key: "a", prompt: "x" }];
    for (const [path, body, at] of [
      ["/api/v1/prompt-sets", { name: "n", prompts: [] }, "/prompts"],
      ["/api/v1/prompt-sets", { name: "n", prompts: [...prompts, ...prompts] }, "/prompts/1/key"],
      ["/api/v1/prompt-sets", { name: "n", prompts: [{ key: "", prompt: "x" }] }, "/prompts/0/key"],
      ["/api/v1/prompt-sets", { name: "-n", prompts }, "/name"],
      ["/api/v1/prompt-sets", { name: "n", prompts: [{ key: "a" }] }, "/prompts/0/prompt"],
      ["/api/v1/prompt-sets", [], ""],
      ["/api/v1/prompt-sets", null, ""],
      ["/api/v1/prompt-sets/three/reference-sets", { name: "r", completions: [{ key: "a", completion: "x" }] }, "/completions"],
      ["/api/v1/prompt-sets/three/reference-sets", { name: "r", completions: [{ key: "q", completion: "x" }] }, "/completions/0/key"],
      ["/api/v1/runs", { name: "r", promptSet: "three", plan: { alpha: 2 } }, "/plan/alpha"],
      ["/api/v1/runs", { name: "r", promptSet: "three", referenceSets: ["none"] }, "/referenceSets/0"],
      ["/api/v1/runs", { name: "r", promptSet: "a\u0000b" }, "/promptSet"],
      ["/api/v1/reward-models", { name: "m", kind: "best", input: "chat", backend: { type: "onnx", path: "starter" } }, "/kind"],
      ["/api/v1/reward-models", { name: "m", kind: "pairwise", input: "chat", backend: { type: "onnx", path: "starter" } }, "/input"],
      ["/api/v1/reward-models", { name: "m", kind: "bradley-terry", input: "chat", backend: { type: "tei", url: "http://me:secret@gpu-1" } }, "/backend/url"],
      ["/api/v1/reward-models", { name: "m", kind: "bradley-terry", input: "chat", backend: { type: "onnx", path: "a\u0000b" } }, "/backend/path"],
      ["/api/v1/keys", { name: "k", scope: "root" }, "/scope"],
    ] as const) {
      const answer = await product.call("POST", path, { body });
      expect([path, at, answer.status, Problem.parse(answer.body).errors?.[0]?.path]).toEqual([path, at, 422, at]);
    }
  });

  test("of a model outside the allowed folders are refused, wherever the path leads", async () => {
    for (const path of ["/etc", "../..", "starter/../../..", "/etc/passwd"]) {
      const { body } = await product.call("POST", "/api/v1/reward-models", { body: { name: "out", kind: "bradley-terry", input: "chat", backend: { type: "onnx", path } } });
      expect([path, body.status, body.code]).toEqual([path, 422, "model-outside-directories"]);
    }
  });

  test("sent again find the same thing, and with other content a conflict", async () => {
    const set = { name: "again", prompts: [{ key: "a", prompt: "x", tags: ["t"] }] };
    const first = await product.call("POST", "/api/v1/prompt-sets", { body: set });
    const second = await product.call("POST", "/api/v1/prompt-sets", { body: set });
    expect([first.status, second.status, second.body.id]).toEqual([201, 200, first.body.id]);
    expect((await product.call("POST", "/api/v1/prompt-sets", { body: { ...set, prompts: [{ key: "a", prompt: "y" }] } })).body).toMatchObject({ status: 409, code: "prompt-set-conflict" });
    expect((await product.call("POST", "/api/v1/runs", { body: { name: "small", promptSet: "three" } })).status).toBe(200);
    expect((await product.call("POST", "/api/v1/runs", { body: { name: "small", promptSet: "three", plan: { alpha: 0.01 } } })).body).toMatchObject({ status: 409, code: "run-conflict" });
  });
});

describe("what reads a run", () => {
  test("answers by its contract before anything is scored", async () => {
    await register({ step: 30, completions: smallCompletions() });
    for (const path of ["curve", "best", "verdict", "checkpoints", "pairs?step=30"]) {
      const { status, body } = await product.call("GET", `${run.path}/${path}`);
      expect([path, status, body?.detail]).toEqual([path, 200, undefined]);
    }
    expect((await product.call("GET", `${run.path}/verdict`)).body.verdict).toMatch(/insufficient|pending/);
    expect((await product.call("GET", `${run.path}/best`)).body).toMatchObject({ chosen: null, provisional: true });
    expect((await product.call("GET", `${run.path}/pairs`)).body).toMatchObject({ status: 422, errors: [{ path: "/query/step" }] });
    for (const name of ["rewardModel", "referenceSet"]) {
      expect((await product.call("GET", `${run.path}/curve?${name}=none`)).body).toMatchObject({ status: 422, errors: [{ path: `/query/${name}` }] });
    }
    expect((await product.call("GET", `${run.path}/pairs?step=777`)).status).toBe(404);
  });
});

test("no answer and no log line of all this shows a stack, a query or a key", () => {
  expect(product.log()).not.toMatch(/"level":50/);
  expect(product.log()).not.toContain(product.adminKey);
});

test("a path that cannot be decoded gets a problem document, as everything else", async () => {
  const { status, body, headers } = await product.call("GET", "/api/v1/runs/%ff/curve");
  expect(status).toBe(400);
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(body).toMatchObject({ code: "malformed-path", status: 400 });
});
