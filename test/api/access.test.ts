import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "@/lib/contracts";
import { startProduct, type Product } from "../support/product";
import { rawRequest } from "../support/raw-request";

let product: Product;
const keys: Record<"read" | "write", { id: string; key: string }> = {} as never;

beforeAll(async () => {
  product = await startProduct();
  for (const scope of ["read", "write"] as const) keys[scope] = (await product.call("POST", "/api/v1/keys", { body: { name: `the-${scope}`, scope } })).body;
});
afterAll(() => product?.stop());

const promptSet = (name: string) => ({ name, prompts: [{ key: "a", prompt: "x" }] });
const signIn = async (body: unknown, headers: Record<string, string> = {}) => {
  const response = await product.fetch("POST", "/api/v1/sessions", { key: null, body, headers });
  return { response, cookie: response.headers.get("set-cookie")?.split(";")[0] ?? "" };
};

describe("a key", () => {
  test("is needed everywhere but for health and signing in", async () => {
    expect((await product.call("GET", "/api/v1/health", { key: null })).status).toBe(200);
    for (const [method, path] of [["GET", "/api/v1/runs"], ["POST", "/api/v1/runs"], ["GET", "/api/v1/openapi.json"], ["GET", "/api/v1/events"], ["DELETE", "/api/v1/sessions/current"], ["GET", "/metrics"]] as const) {
      const { status, body, headers } = await product.call(method, path, { key: null });
      expect([path, status]).toEqual([path, 401]);
      expect(Problem.parse(body).code).toBe("unauthorized");
      expect(headers.get("www-authenticate")).toBe("Bearer");
    }
  });

  test("that is wrong, cut, empty or of another scheme is refused, and said nothing about", async () => {
    for (const authorization of [`Bearer ${product.adminKey}x`, `Bearer ${product.adminKey.slice(0, -1)}`, "Bearer ", "Bearer", `Basic ${product.adminKey}`, product.adminKey, "Bearer tdm_\u00e9"]) {
      const { status, body } = await product.call("GET", "/api/v1/runs", { key: null, headers: { authorization } });
      expect(status).toBe(401);
      expect(JSON.stringify(body)).not.toContain(product.adminKey.slice(4, 20));
    }
  });

  test("may do what its scope covers, and no more", async () => {
    const attempt = async (key: string) => [
      (await product.call("GET", "/api/v1/prompt-sets", { key })).status,
      (await product.call("POST", "/api/v1/prompt-sets", { key, body: promptSet("scopes") })).status,
      (await product.call("GET", "/api/v1/keys", { key })).status,
      (await product.call("POST", "/api/v1/reward-models", { key, body: {} })).status,
    ];
    expect(await attempt(keys.read.key)).toEqual([200, 403, 403, 403]);
    expect(await attempt(keys.write.key)).toEqual([200, 201, 403, 403]);
    expect(await attempt(product.adminKey)).toEqual([200, 200, 200, 422]);
  });

  test("shows its text once, and notes its last use", async () => {
    const created = (await product.call("POST", "/api/v1/keys", { body: { name: "once", scope: "read" } })).body;
    expect(created.key).toMatch(/^tdm_[A-Za-z0-9_-]{43}$/);
    expect(created.lastUsedAt).toBeNull();
    await product.call("GET", "/api/v1/runs", { key: created.key });
    await expect.poll(async () => (await product.call("GET", "/api/v1/keys?name=once")).body.items[0].lastUsedAt).not.toBeNull();
    const listed = await product.call("GET", "/api/v1/keys?limit=500");
    expect(JSON.stringify(listed.body)).not.toContain(created.key);
    expect(JSON.stringify(await product.ctx.db.apiKey.findMany())).not.toContain(created.key);
    expect((await product.call("POST", "/api/v1/keys", { body: { name: "once", scope: "read" } })).body).toMatchObject({ status: 409, code: "key-conflict" });
  });

  test("is dead at once when revoked, with its sessions, and frees its name", async () => {
    const { key, id } = (await product.call("POST", "/api/v1/keys", { body: { name: "doomed", scope: "write" } })).body;
    const { cookie } = await signIn({ key });
    expect((await product.call("GET", "/api/v1/runs", { key: null, headers: { cookie } })).status).toBe(200);
    expect((await product.call("DELETE", `/api/v1/keys/${id}`)).status).toBe(204);
    expect((await product.call("GET", "/api/v1/runs", { key })).status).toBe(401);
    expect((await product.call("GET", "/api/v1/runs", { key: null, headers: { cookie } })).status).toBe(401);
    expect((await signIn({ key })).response.status).toBe(401);
    expect((await product.call("DELETE", "/api/v1/keys/doomed")).status).toBe(404);
    expect((await product.call("POST", "/api/v1/keys", { body: { name: "doomed", scope: "read" } })).status).toBe(201);
  });

  test("that is the last admin key stays, even when two are revoked at once", async () => {
    const only = await product.call("DELETE", "/api/v1/keys/admin");
    expect(only.body).toMatchObject({ status: 409, code: "last-admin-key" });
    await product.call("POST", "/api/v1/keys", { body: { name: "second", scope: "admin" } });
    const both = await Promise.all(["admin", "second"].map((name) => product.call("DELETE", `/api/v1/keys/${name}`)));
    // One is revoked; the other request finds itself without a key, or with the last one.
    expect(both.filter(({ status }) => status === 204)).toHaveLength(1);
    const alive = await product.ctx.db.apiKey.findMany({ where: { scope: "admin", revokedAt: null } });
    expect(alive).toHaveLength(1);
    await product.ctx.db.apiKey.updateMany({ where: { prefix: product.adminKey.slice(0, 8) }, data: { revokedAt: null } });
  });
});

describe("the browser's session", () => {
  test("begins with a key and ends with signing out", async () => {
    const { response, cookie } = await signIn({ key: ` ${product.adminKey}\n` });
    expect(response.status).toBe(201);
    expect(response.headers.get("set-cookie")).toMatch(new RegExp(`^tidemark_${product.port}=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=25\\d{5}$`));
    const origin = product.url;
    expect((await product.call("GET", "/api/v1/runs", { key: null, headers: { cookie } })).status).toBe(200);
    const out = await product.fetch("DELETE", "/api/v1/sessions/current", { key: null, headers: { cookie, origin } });
    expect(out.status).toBe(204);
    expect(out.headers.get("set-cookie")).toContain("Max-Age=0");
    expect((await product.call("GET", "/api/v1/runs", { key: null, headers: { cookie } })).status).toBe(401);
  });

  test("begins with a code once, and once only, even for two at the same moment", async () => {
    const { code, path } = (await product.call("POST", "/api/v1/sign-in-codes")).body;
    expect(path).toBe(`/sign-in#code=${code}`);
    const both = await Promise.all([signIn({ code }), signIn({ code })]);
    expect(both.map(({ response }) => response.status).sort()).toEqual([201, 401]);
    expect((await signIn({ code })).response.status).toBe(401);
    const stored = await product.ctx.db.signInCode.findMany();
    expect(JSON.stringify(stored)).not.toContain(code);
  });

  test("does not begin with a code that is too old or changed", async () => {
    const { code } = (await product.call("POST", "/api/v1/sign-in-codes")).body;
    expect((await signIn({ code: `${keys.write.id}.${code.split(".")[1]}` })).response.status).toBe(401);
    await product.ctx.db.signInCode.updateMany({ data: { expiresAt: new Date(Date.now() - 1000) } });
    expect((await signIn({ code })).response.status).toBe(401);
  });

  test("writes only for pages of this server", async () => {
    const { cookie } = await signIn({ key: product.adminKey });
    const write = (headers: Record<string, string>) => product.call("POST", "/api/v1/prompt-sets", { key: null, body: promptSet("by-cookie"), headers: { cookie, ...headers } });
    expect((await write({})).body).toMatchObject({ status: 403, code: "forbidden" });
    for (const origin of ["https://evil.example", "null", `http://localhost:${product.port}`, `http://127.0.0.1:${product.port + 1}`]) expect((await write({ origin })).status).toBe(403);
    expect((await write({ origin: product.url })).status).toBe(201);
    expect((await product.call("GET", "/api/v1/prompt-sets/by-cookie", { key: null, headers: { cookie, origin: "https://evil.example" } })).status).toBe(200);
  });

  test("cannot be begun by a page of another site", async () => {
    expect((await signIn({ key: product.adminKey }, { origin: "https://evil.example" })).response.status).toBe(403);
    expect((await product.call("POST", "/api/v1/sessions", { key: null, body: JSON.stringify({ key: product.adminKey }), headers: { "content-type": "text/plain" } })).status).toBe(415);
  });

  test("asks for a key or a code in plain words", async () => {
    for (const body of [{}, { key: 7 }, { token: "x" }]) {
      const answer = await product.call("POST", "/api/v1/sessions", { key: null, body });
      expect(answer.status).toBe(422);
      expect(answer.body.errors[0].message).toContain("either key or code");
    }
  });

  test("is refused for a minute after twenty failures of an address", async () => {
    const headers = { "x-forwarded-for": "203.0.113.9" };
    for (let i = 0; i < 20; i++) expect((await signIn({ key: "tdm_wrong" }, headers)).response.status).toBe(401);
    const { response } = await signIn({ key: product.adminKey }, headers);
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await signIn({ key: product.adminKey })).response.status).toBe(201);
  });
});

describe("the Host header", () => {
  test("must be a name of this server", async () => {
    const answer = await rawRequest(product.port, "GET /api/v1/health HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\nConnection: close\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).toContain("TIDEMARK_PUBLIC_URL");
    expect(await rawRequest(product.port, `GET /api/v1/health HTTP/1.1\r\nHost: localhost:${product.port}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("metrics", () => {
  test("are Prometheus text with counts of the work, for whoever has a key", async () => {
    const response = await product.fetch("GET", "/metrics", { key: keys.read.key });
    expect(response.headers.get("content-type")).toContain("text/plain");
    const text = await response.text();
    for (const name of ["process_cpu_seconds_total", "nodejs_eventloop_lag_p99_seconds", "tidemark_checkpoints", "tidemark_stage_tasks", "tidemark_workers 0", "tidemark_database_up 1"]) expect(text).toContain(name);
  });
});
