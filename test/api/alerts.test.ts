import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { raiseAlert } from "@/lib/context/raise-alert";
import { Problem } from "@/lib/contracts";
import { createLogger } from "@/lib/logger";
import { createEnqueue } from "@/lib/queue/create-enqueue";
import { httpServer, ok, status } from "../alert/http-server";
import { startProduct, type Product } from "../support/product";
import { createSmallRun } from "../support/small-run";

let product: Product, run: { id: string; path: string };
let queue: ReturnType<typeof createEnqueue>;
const keys: Record<string, string> = {};
beforeAll(async () => {
  product = await startProduct({ env: { TIDEMARK_ALERT_ALLOW_PRIVATE: "1", TIDEMARK_PUBLIC_URL: "https://tidemark.example.org" } });
  run = await createSmallRun(product);
  queue = createEnqueue({ settings: { kind: "postgres", databaseUrl: product.databaseUrl }, log: createLogger({ level: "fatal", name: "test" }) });
  for (const scope of ["read", "write"]) keys[scope] = (await product.call("POST", "/api/v1/keys", { body: { name: scope, scope } })).body.key;
});
afterAll(async () => {
  await queue?.close();
  await product?.stop();
});

/** Raises one as the detector does. @returns its id */
async function raise(dedupeKey: string): Promise<string> {
  const about = { runId: run.id, dedupeKey, kind: "over-optimisation", branch: "main", step: 400, rewardModelId: null, referenceSetId: null } as const;
  await queue.enqueue(await product.ctx.db.$transaction((tx) => raiseAlert(tx, { ...about, evidence: { sentence: "The rewards part.", drop: 0.04 } })));
  return (await product.ctx.db.alert.findUniqueOrThrow({ where: { dedupeKey } })).id;
}
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

describe("alerts over HTTP", () => {
  test("arrive at a channel within seconds, with the link to the run, and say so", async () => {
    const slack = await httpServer(ok);
    await product.call("POST", "/api/v1/alert-channels", { body: { kind: "slack", name: "team", url: `${slack.url}/services/T0/B0/very-secret-path` } });
    await product.startWorker();
    const id = await raise("end-to-end");
    let alert: { deliveries: { status: string }[] } | undefined;
    for (const limit = Date.now() + 20_000; Date.now() < limit && alert?.deliveries[0]?.status !== "delivered"; await new Promise((done) => setTimeout(done, 100))) {
      alert = (await product.call("GET", `/api/v1/alerts?run=${run.id}`, { key: keys.read })).body.items.find((item: { id: string }) => item.id === id);
    }
    expect(alert).toMatchObject({
      id, kind: "over-optimisation", state: "open", step: 400, branch: "main", run: { id: run.id, project: "default", name: "small" },
      evidence: { sentence: "The rewards part.", drop: 0.04 }, deliveries: [{ channel: { name: "team", kind: "slack" }, status: "delivered", attempts: 1, error: null }],
    });
    expect(JSON.parse(slack.received[0]!.body).text).toContain(`<https://tidemark.example.org/runs/${run.id}|`);
    await slack.close();
    await product.call("POST", "/api/v1/alert-channels/team/test");
    await product.call("DELETE", "/api/v1/alert-channels/team");
    expect(product.log()).not.toContain("very-secret-path");
  });

  test("are acknowledged and snoozed by whoever may write, twice as once", async () => {
    const id = await raise("states");
    for (let twice = 0; twice < 2; twice++) {
      expect(await product.call("POST", `/api/v1/alerts/${id}/snooze`, { key: keys.write, body: { until: "2100-01-01T00:00:00Z" } })).toMatchObject({ status: 422 });
      expect((await product.call("POST", `/api/v1/alerts/${id}/snooze`, { key: keys.write, body: { until: inDays(1) } })).body).toMatchObject({ id, state: "snoozed" });
    }
    expect((await product.call("GET", "/api/v1/alerts?state=snoozed")).body.items).toMatchObject([{ id }]);
    for (let twice = 0; twice < 2; twice++) {
      expect(await product.call("POST", `/api/v1/alerts/${id}/acknowledge`, { key: keys.write })).toMatchObject({ status: 200, body: { id, state: "acknowledged", acknowledgedBy: "write", snoozedUntil: null } });
    }
  });

  test("come in pages, and refuse a state, limit, cursor or time that is none", async () => {
    await raise("page-1");
    const newest = await raise("page-2");
    const page = (await product.call("GET", "/api/v1/alerts?limit=1")).body;
    expect(page).toMatchObject({ items: [{ id: newest }], nextCursor: expect.any(String) });
    expect((await product.call("GET", `/api/v1/alerts?limit=1&cursor=${page.nextCursor}`)).body.items).toMatchObject([{ kind: "over-optimisation" }]);
    for (const query of ["state=loud", "limit=0", "cursor=nonsense"]) expect([query, (await product.call("GET", `/api/v1/alerts?${query}`)).status]).toEqual([query, 422]);
    for (const body of [{}, { until: "tomorrow" }, { until: inDays(-1) }, { until: inDays(91) }]) {
      const answer = await product.call("POST", `/api/v1/alerts/${newest}/snooze`, { body });
      expect([answer.status, Problem.parse(answer.body).errors?.[0]?.path]).toEqual([422, "/until"]);
    }
    for (const path of ["alerts?run=none", "alerts/none"]) expect((await product.call("GET", `/api/v1/${path}`)).status).toBe(404);
    expect((await product.call("POST", "/api/v1/alerts/none/acknowledge")).status).toBe(404);
  });

  test("need the scope that the act needs", async () => {
    const id = await raise("scopes");
    expect((await product.call("POST", `/api/v1/alerts/${id}/acknowledge`, { key: keys.read })).status).toBe(403);
    expect((await product.call("GET", "/api/v1/alerts", { key: null })).status).toBe(401);
    for (const [method, path] of [["GET", ""], ["POST", ""], ["DELETE", "/x"], ["POST", "/x/test"]] as const) {
      expect([method, path, (await product.call(method, `/api/v1/alert-channels${path}`, { key: keys.write, ...(method === "POST" && { body: {} }) })).status]).toEqual([method, path, 403]);
    }
  });
});

describe("alert channels over HTTP", () => {
  test("are made, found again, tested and deleted, and never show what is secret", async () => {
    const hook = await httpServer(ok, status(500));
    const body = { kind: "webhook", name: "hook", url: `${hook.url}/in/very-secret-path`, secret: "a-signing-secret-of-ours" };
    const made = await product.call("POST", "/api/v1/alert-channels", { body });
    expect(made).toMatchObject({ status: 201, body: { name: "hook", kind: "webhook", signed: true } });
    expect(await product.call("POST", "/api/v1/alert-channels", { body })).toMatchObject({ status: 200, body: { id: made.body.id } });
    expect(await product.call("POST", "/api/v1/alert-channels", { body: { ...body, url: hook.url } })).toMatchObject({ status: 409, body: { code: "alert-channel-conflict" } });
    expect((await product.call("POST", "/api/v1/alert-channels/hook/test")).body).toEqual({ ok: true });
    expect((await product.call("POST", "/api/v1/alert-channels/hook/test")).body).toMatchObject({ ok: false, error: { code: "http-500" } });
    const list = await product.call("GET", "/api/v1/alert-channels");
    expect(JSON.stringify([made.body, list.body]) + product.log()).not.toMatch(/very-secret-path|a-signing-secret/);
    expect((await product.call("DELETE", "/api/v1/alert-channels/hook")).status).toBe(204);
    expect((await product.call("DELETE", "/api/v1/alert-channels/hook")).status).toBe(404);
    await hook.close();
  });

  test("are refused with the field that is wrong, whose value is not repeated", async () => {
    const wrong: [unknown, string][] = [
      [{ kind: "pager", url: "https://h.example" }, "/kind"], [{ kind: "slack" }, "/url"], [{ kind: "slack", url: "ftp://h.example/s3cret" }, "/url"], [{ kind: "webhook", url: "s3cret" }, "/url"],
      [{ kind: "webhook", url: "https://user:s3cret@h.example/" }, "/url"], [{ kind: "webhook", url: "https://h.example", secret: "s3cret" }, "/secret"],
      [{ kind: "email", to: [] }, "/to"], [{ kind: "email", to: ["a@b.org\r\nBcc: c@d.org"] }, "/to/0"], [{ kind: "slack", name: "a b", url: "https://h.example" }, "/name"],
    ];
    for (const [body, path] of wrong) {
      const answer = await product.call("POST", "/api/v1/alert-channels", { body });
      expect([body, answer.status, answer.body.errors?.[0]?.path]).toEqual([body, 422, path]);
      expect(JSON.stringify(answer.body)).not.toContain("s3cret");
    }
  });
});
