import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Writable } from "node:stream";
import pino from "pino";
import { afterEach, describe, expect, test } from "vitest";
import { DomainError, TransientError } from "@/lib/errors";
import { systemClock } from "@/lib/reward-models/servers/clock";
import type { ItemScore } from "@/lib/reward-models/reward-model";
import { sleep, type ContractServer, type Fault } from "@/test/support/model-servers/contract-server";
import { ownText, startOwnProtocolServer, type OwnProtocolOptions } from "@/test/support/model-servers/own-protocol-server";
import { rewardOf } from "@/test/support/model-servers/reward-of";
import { fastClock, item, manyItems, openServer, quiet, scoreAll, scoresOf, serverSpec } from "@/test/support/model-servers/score-all";
import { startTeiServer } from "@/test/support/model-servers/tei-server";
import { startVllmServer } from "@/test/support/model-servers/vllm-server";

const cleanUp: (() => unknown)[] = [];
afterEach(async () => { for (const close of cleanUp.splice(0)) await close(); });
async function start(options: OwnProtocolOptions = {}): Promise<ContractServer> {
  const server = await startOwnProtocolServer(options);
  cleanUp.push(server.close);
  return server;
}
const expected = (items: ReturnType<typeof manyItems>) => items.map((one) => Math.fround(rewardOf(ownText(one as never))));

describe("a server that is busy, slow or broken for a moment", () => {
  const passing: { name: string; faults: Fault[] }[] = [
    { name: "503, 502 and 504", faults: [503, 502, 504].map((status) => ({ kind: "status", status })) },
    { name: "429 without Retry-After", faults: [{ kind: "status", status: 429 }] },
    { name: "a connection that is reset", faults: [{ kind: "reset" }, { kind: "reset" }] },
    { name: "a body that is cut off", faults: [{ kind: "cut-off" }] },
    { name: "a body of half a JSON text", faults: [{ kind: "body", text: '{"scores": [1.5' }] },
    { name: "500 once", faults: [{ kind: "status", status: 500 }] },
    { name: "an answer of the wrong length", faults: [{ kind: "body", text: '{"scores": [1, 2]}' }] },
    { name: "an answer with other fields", faults: [{ kind: "body", text: '{"result": "ok"}' }] },
  ];
  for (const { name, faults } of passing) {
    test(`${name}: every item gets the score it would have had`, async () => {
      const server = await start();
      const model = await openServer(serverSpec("http", server.url));
      server.faults.push(...faults);
      const items = manyItems(50);
      expect(scoresOf(await scoreAll(model, items))).toEqual(expected(items));
    });
  }
  test("Retry-After is honoured, in seconds and as a date, by all requests of the model", async () => {
    const server = await start();
    const clock = fastClock();
    const model = await openServer(serverSpec("http", server.url), { clock });
    server.faults.push({ kind: "status", status: 429, headers: { "retry-after": "7" } });
    await scoreAll(model, manyItems(3));
    expect(clock.waits).toEqual([7000 * 1.125]);
    server.faults.push({ kind: "status", status: 503, headers: { "retry-after": new Date(Date.now() + 5000).toUTCString() } });
    await scoreAll(model, manyItems(3));
    expect(clock.waits[1]! / 1.125).toBeGreaterThan(3000);
    expect(clock.waits[1]! / 1.125).toBeLessThanOrEqual(5000);
  });
  test("a wish to wait for an hour ends the attempt, so that the worker is free", async () => {
    const server = await start();
    const model = await openServer(serverSpec("http", server.url));
    server.faults.push({ kind: "status", status: 429, headers: { "retry-after": "3600" } });
    await expect(scoreAll(model, manyItems(3))).rejects.toThrow(TransientError);
  });
  test("pauses between attempts grow", async () => {
    const server = await start();
    const clock = fastClock();
    const model = await openServer(serverSpec("http", server.url), { clock });
    server.faults.push(...Array.from({ length: 5 }, (): Fault => ({ kind: "status", status: 503 })));
    await expect(scoreAll(model, manyItems(3))).rejects.toThrow(/answers 503/);
    expect(clock.waits).toEqual([375, 750, 1500, 3000]);
  });
  test("an answer later than the time limit is not waited for", async () => {
    const server = await start();
    const model = await openServer(serverSpec("http", server.url, { backend: { timeoutMs: 150 } }));
    server.faults.push({ kind: "hang" });
    const items = manyItems(5);
    expect(scoresOf(await scoreAll(model, items))).toEqual(expected(items));
    server.faults.push(...Array.from({ length: 40 }, (): Fault => ({ kind: "hang" })));
    await expect(scoreAll(model, items)).rejects.toThrow(/no answer within 0.15 seconds/);
  });
  test("an answer of many megabytes is not read", async () => {
    const server = await start();
    const model = await openServer(serverSpec("http", server.url), { mostBytes: 20_000 });
    server.faults.push({ kind: "body", text: `{"scores": [${"1,".repeat(20_000)}1]}` });
    const items = manyItems(4);
    expect(scoresOf(await scoreAll(model, items))).toEqual(expected(items));
  });
});

describe("one item that the server will not score", () => {
  test("a refused item fails alone, with what the server says, and 804 others are scored", async () => {
    const server = await start();
    const model = await openServer(serverSpec("http", server.url));
    const items = manyItems(805);
    items[400] = item("q", "a [refuse] b");
    const results = await scoreAll(model, items);
    expect(results[400]).toMatchObject({ status: "failed", code: "server-refused", message: expect.stringMatching(/422 \(one pair is refused\)/) });
    expect(results.filter(({ status }) => status === "ok")).toHaveLength(804);
    expect(scoresOf(results).filter((_, i) => i !== 400)).toEqual(expected(items).filter((_, i) => i !== 400));
  });
  for (const [poison, does] of [["[crash]", "breaks the server"], ["[reset]", "makes it drop the connection"], ["[hang]", "never gets an answer"]] as const) {
    test(`an item that ${does} fails alone, and no attempt is repeated for ever because of it`, async () => {
      const server = await start();
      for (const concurrency of [1, 8]) {
        const model = await openServer(serverSpec("http", server.url, { backend: { timeoutMs: 150, concurrency } }));
        const items = [...manyItems(40), item("q", poison), ...manyItems(40)];
        const results = await scoreAll(model, items);
        expect(results.filter(({ status }) => status === "ok")).toHaveLength(80);
        expect(results[40]).toMatchObject({ status: "failed", code: "server-refused" });
      }
    });
  }
  test("a server that answers 500 to everything fails no item: the stage is tried again", async () => {
    const server = await start();
    const model = await openServer(serverSpec("http", server.url));
    server.faults.push(...Array.from({ length: 500 }, (): Fault => ({ kind: "status", status: 500 })));
    const seen: unknown[] = [];
    await expect(model.score(manyItems(100), { signal: new AbortController().signal, onResults: (batch) => { seen.push(...batch); } })).rejects.toThrow(TransientError);
    expect(seen).toEqual([]);
  });
  test("NaN fails alone, as null or as Python writes it", async () => {
    const server = await start();
    const model = await openServer(serverSpec("http", server.url));
    expect((await scoreAll(model, [...manyItems(3), item("q", "[nan]")])).map(({ status }) => status)).toEqual(["ok", "ok", "ok", "failed"]);
    server.faults.push({ kind: "body", text: '{"scores": [NaN, 1.5, -Infinity, 2], "note": "NaN \\" NaN"}' });
    const results = await scoreAll(model, manyItems(4));
    expect(scoresOf(results)).toEqual([NaN, 1.5, NaN, 2]);
    expect(results[0]).toMatchObject({ code: "not-finite" });
  });
  test("a server that refuses everything from now on stops the stage, and no item is marked as failed", async () => {
    let broken = false;
    const server = await start({ spoil: (json) => (broken ? { scores: "no" } : json) });
    const model = await openServer(serverSpec("http", server.url));
    broken = true;
    const seen: ItemScore[] = [];
    await expect(model.score(manyItems(100), { signal: new AbortController().signal, onResults: (batch) => { seen.push(...batch.map(({ result }) => result)); } }))
      .rejects.toMatchObject({ code: "reward-model-failed", message: expect.stringContaining("It scored texts before") });
    expect(seen).toEqual([]);
  });
  test("a limit of fewer inputs than a batch holds is found by halving", async () => {
    const server = await startTeiServer({ maxWords: 100 });
    cleanUp.push(server.close);
    const model = await openServer(serverSpec("tei", server.url, { input: "text-pair" }));
    server.faults.push({ kind: "status", status: 413, body: '{"error":"batch size 32 > maximum allowed batch size 8"}' });
    expect((await scoreAll(model, manyItems(64))).every(({ status }) => status === "ok")).toBe(true);
  });
});

describe("a server that goes away", () => {
  test("in the middle: what was scored is handed on, the rest is scored when it is back", async () => {
    const server = await start({ delayMs: 5 });
    const model = await openServer(serverSpec("http", server.url, { backend: { concurrency: 2 } }));
    const items = manyItems(400);
    const results = new Map<number, ItemScore>();
    let goingDown: Promise<void> | null = null;
    const first = model.score(items, {
      signal: new AbortController().signal,
      onResults: (batch) => {
        for (const { index, result } of batch) results.set(index, result);
        if (results.size >= 100) goingDown ??= server.down();
      },
    });
    await expect(first).rejects.toThrow(TransientError);
    await goingDown;
    expect(results.size).toBeGreaterThanOrEqual(100);
    expect(results.size).toBeLessThan(400);
    await server.up();
    const rest = items.map((_, index) => index).filter((index) => !results.has(index));
    const scores = await scoreAll(model, rest.map((index) => items[index]!)).catch(() => null);
    // The client may still leave the server alone; a worker tries again later, and so does this test.
    const again = scores ?? await scoreAll(await openServer(serverSpec("http", server.url)), rest.map((index) => items[index]!));
    rest.forEach((index, i) => results.set(index, again[i]!));
    expect(scoresOf(items.map((_, index) => results.get(index)!))).toEqual(expected(items));
  });
  test("after many failures in a row it is left alone, and asked again after a while", async () => {
    const server = await start();
    const clock = fastClock();
    const model = await openServer(serverSpec("http", server.url), { clock, breaker: { threshold: 3, openMs: 60_000 } });
    server.faults.push(...Array.from({ length: 3 }, (): Fault => ({ kind: "status", status: 503 })));
    await expect(scoreAll(model, manyItems(3))).rejects.toThrow(/left alone/);
    const before = server.requests.length;
    await expect(scoreAll(model, manyItems(3))).rejects.toThrow(/left alone/);
    expect(server.requests.length).toBe(before);
    await clock.sleep(61_000, new AbortController().signal);
    expect((await scoreAll(model, manyItems(3))).every(({ status }) => status === "ok")).toBe(true);
  });
  test("nobody listens: the sentence says where, and what to do", async () => {
    const server = await start();
    await server.down();
    cleanUp.length = 0;
    await expect(openServer(serverSpec("http", `${server.url}/rm?token=hidden`))).rejects.toThrow(new TransientError(`Nothing listens at ${server.url}/rm: start the model server, or correct backend.url.`));
  });
});

describe("limits and cancellation", () => {
  test("no more requests at a time than the registration says", async () => {
    for (const concurrency of [1, 3]) {
      const server = await startVllmServer({ delayMs: 15 });
      cleanUp.push(server.close);
      const model = await openServer(serverSpec("vllm-classify", server.url, { backend: { concurrency } }));
      await Promise.all([scoreAll(model, manyItems(15)), scoreAll(model, manyItems(15))]);
      expect(server.peak).toBe(concurrency);
    }
  });
  test("batches hold at most so many characters; a longer text goes alone", async () => {
    const server = await start();
    const model = await openServer(serverSpec("http", server.url));
    const items = [...manyItems(3), item("q", "y".repeat(600_000)), ...Array.from({ length: 4 }, () => item("q", "z".repeat(200_000)))];
    await scoreAll(model, items);
    expect(server.requests.slice(1).map(({ body }) => body.pairs.length).sort()).toEqual([1, 2, 2, 3]);
  });
  test("an abort ends requests under way and those that wait, and nothing is handed on after it", async () => {
    const server = await start({ delayMs: 80 });
    const model = await openServer(serverSpec("http", server.url, { backend: { concurrency: 2 } }), { clock: systemClock });
    const controller = new AbortController();
    const reason = new Error("stop");
    let after = 0;
    const scoring = model.score(manyItems(500), { signal: controller.signal, onResults: () => { if (controller.signal.aborted) after++; } });
    await sleep(120);
    const asked = server.requests.length;
    controller.abort(reason);
    await expect(scoring).rejects.toBe(reason);
    await sleep(200);
    expect(after).toBe(0);
    expect(server.requests.length).toBeLessThanOrEqual(asked + 1);
    await expect(model.score(manyItems(3), { signal: controller.signal, onResults: () => undefined })).rejects.toBe(reason);
  });
});

describe("keys", () => {
  const backend = { apiKeyEnv: "TIDEMARK_SECRET_RM" };
  const secrets = (name: string) => (name === "TIDEMARK_SECRET_RM" ? "sk-very-secret" : undefined);

  test("the key from the environment is sent to the registered server", async () => {
    const server = await start({ key: "sk-very-secret" });
    const model = await openServer(serverSpec("http", server.url, { backend }), { secrets });
    expect((await scoreAll(model, manyItems(3))).every(({ status }) => status === "ok")).toBe(true);
  });
  test("a missing or refused key is said with the variable's name", async () => {
    const server = await start({ key: "other" });
    await expect(openServer(serverSpec("http", server.url))).rejects.toThrow(/401.*set TIDEMARK_SECRET_<NAME>/);
    await expect(openServer(serverSpec("http", server.url, { backend }), { secrets })).rejects.toThrow(/correct the key in TIDEMARK_SECRET_RM/);
    await expect(openServer(serverSpec("http", server.url, { backend }))).rejects.toThrow(/TIDEMARK_SECRET_RM is not set/);
    await expect(openServer(serverSpec("http", server.url, { backend }), { secrets: () => "two\nlines" })).rejects.toThrow(/characters that no key has/);
    expect(() => serverSpec("http", server.url.replace("//", "//user:pass@"))).toThrow(/a user or a password; name a variable with apiKeyEnv/);
  });
  test("a redirect to another host is not followed: neither key nor texts arrive there", async () => {
    const elsewhere = await start();
    const server = await start();
    for (const status of [301, 302, 303, 307, 308]) {
      server.faults.push({ kind: "status", status, headers: { location: `${elsewhere.url}/stolen?x=1` } });
      const opening = openServer(serverSpec("http", server.url, { backend }), { secrets });
      await expect(opening).rejects.toThrow(DomainError);
      await expect(opening).rejects.toThrow(`redirects to ${elsewhere.url}/stolen, where nothing is sent`);
    }
    expect(elsewhere.requests).toEqual([]);
  });
  test("a redirect on the same host keeps the request as it was", async () => {
    const server = await start();
    server.faults.push({ kind: "status", status: 307, headers: { location: "/rm/" } });
    await openServer(serverSpec("http", `${server.url}/rm`, { backend }), { secrets });
    expect(server.requests.map(({ path }) => path)).toEqual(["/rm", "/rm/"]);
    expect(server.requests[1]!.body.pairs).toHaveLength(1);
  });
  test("redirects in a circle end", async () => {
    const server = createServer((request, response) => { request.resume(); response.writeHead(308, { location: "/again" }).end(); });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    cleanUp.push(() => { server.closeAllConnections(); server.close(); });
    await expect(openServer(serverSpec("http", `http://127.0.0.1:${(server.address() as AddressInfo).port}/`))).rejects.toThrow(/redirects/);
  });
  test("neither log nor error holds the key, even where the server repeats it", async () => {
    const server = await start();
    const lines: string[] = [];
    const log = pino({ level: "trace" }, new Writable({ write(chunk, _, done) { lines.push(String(chunk)); done(); } }) as never);
    const model = await openServer(serverSpec("http", `${server.url}/rm?api_key=sk-very-secret`, { backend }), { secrets, log });
    server.faults.push({ kind: "status", status: 503, body: '{"error": "no room for Bearer sk-very-secret"}' }, { kind: "reset" }, { kind: "status", status: 400, body: '{"detail": "bad sk-very-secret"}' });
    const results = await scoreAll(model, [item("q", "a")]);
    expect(results[0]).toMatchObject({ status: "failed", message: expect.stringContaining("[key]") });
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify([lines, results])).not.toContain("sk-very-secret");
  });
  test("paths that the address already has are not repeated", async () => {
    const server = await startVllmServer();
    cleanUp.push(server.close);
    for (const url of [server.url, `${server.url}/`, `${server.url}/classify`]) await openServer(serverSpec("vllm-classify", url), { log: quiet });
    expect(server.requests.map(({ path }) => path)).toEqual(["/classify", "/classify", "/classify"]);
    await expect(openServer(serverSpec("vllm-classify", `${server.url}/v2`))).rejects.toThrow(/404.*check backend.url/);
  });
});
