import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startProduct, type Product } from "../support/product";
import { createSmallRun, smallCompletions } from "../support/small-run";

let product: Product;
let run: { id: string; path: string };
beforeAll(async () => {
  product = await startProduct();
  run = await createSmallRun(product);
});
afterAll(() => product?.stop());

interface StreamEvent { id: string; event: string; data: { run: string; revision: number } }

/** Opens a stream of events; `next` waits for one more. */
async function open(path: string, headers: Record<string, string> = {}, key = product.adminKey) {
  const abort = new AbortController();
  const response = await fetch(product.url + path, { headers: { authorization: `Bearer ${key}`, ...headers }, signal: abort.signal });
  const events: StreamEvent[] = [];
  let ended = false;
  const reading = (async () => {
    let text = "";
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>) {
      text += chunk;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const fields = Object.fromEntries(block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
        if (fields.event) events.push({ id: fields.id!, event: fields.event, data: JSON.parse(fields.data!) });
      }
    }
  })().catch(() => {}).finally(() => { ended = true; });
  return {
    response, events, hasEnded: () => ended,
    async next(): Promise<StreamEvent> {
      for (const limit = Date.now() + 10_000; events.length === 0; await sleep(20)) if (Date.now() > limit) throw new Error("no event came");
      return events.shift()!;
    },
    async close() {
      abort.abort();
      await reading;
    },
  };
}
const revision = async () => (await product.call("GET", run.path)).body.revision as number;
const register = (step: number) => product.call("POST", `${run.path}/checkpoints`, { body: { step, completions: smallCompletions() } });

describe("a stream of events", () => {
  test("tells of a registration, for this run and for all, with the run's revision", async () => {
    const [one, all] = await Promise.all([open(`${run.path}/events`), open("/api/v1/events")]);
    expect(one.response.headers.get("content-type")).toContain("text/event-stream");
    await sleep(300);
    await register(1);
    for (const stream of [one, all]) {
      const event = await stream.next();
      expect(event).toMatchObject({ event: "progress", id: String(await revision()), data: { run: run.id, revision: await revision() } });
      await stream.close();
    }
  });

  test("leaves out other runs", async () => {
    const other = await product.call("POST", "/api/v1/runs", { body: { name: "other", promptSet: "three" } });
    const stream = await open(`/api/v1/runs/${other.body.id}/events`);
    await sleep(300);
    await register(2);
    await sleep(500);
    expect(stream.events).toEqual([]);
    await stream.close();
  });

  test("lets a reader that comes back catch up", async () => {
    const seen = await revision();
    await register(3);
    const now = await revision();
    expect(now).toBeGreaterThan(seen);
    for (const [id, expected] of [[String(seen), "curve"], [String(now + 5), "reset"], ["garbage", "reset"]] as const) {
      const stream = await open(`${run.path}/events`, { "last-event-id": id });
      expect(await stream.next()).toMatchObject({ event: expected, id: String(now) });
      await stream.close();
    }
    const current = await open(`${run.path}/events?lastEventId=${now}`);
    await sleep(500);
    expect(current.events).toEqual([]);
    await current.close();
    const all = await open("/api/v1/events", { "last-event-id": "4" });
    expect((await all.next()).event).toBe("reset");
    await all.close();
  });

  test("goes on when the connection for events is lost, and tells what happened meanwhile", async () => {
    const stream = await open(`${run.path}/events`);
    await sleep(300);
    await product.ctx.db.$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tidemark-events' AND datname = current_database()`;
    await register(4);
    expect((await stream.next()).data.revision).toBeGreaterThanOrEqual(await revision());
    await sleep(3000);
    stream.events.length = 0;
    await register(5);
    expect((await stream.next()).data.revision).toBe(await revision());
    await stream.close();
  });

  test("of a run that is not there is a problem", async () => {
    expect((await product.call("GET", "/api/v1/runs/none/events")).status).toBe(404);
  });

  test("ends when its key is revoked", async () => {
    const { key } = (await product.call("POST", "/api/v1/keys", { body: { name: "reader", scope: "read" } })).body;
    const stream = await open(`${run.path}/events`, {}, key);
    await product.call("DELETE", "/api/v1/keys/reader");
    await expect.poll(stream.hasEnded, { timeout: 20_000, interval: 200 }).toBe(true);
  });

  test("does not hold the server when it is told to stop", async () => {
    const second = await startProduct();
    const response = await fetch(`${second.url}/api/v1/events`, { headers: { authorization: `Bearer ${second.adminKey}` } });
    const started = Date.now();
    const [text] = await Promise.all([response.text(), second.stop()]);
    expect(text).toContain(": open");
    expect(Date.now() - started).toBeLessThan(5000);
  });
});
