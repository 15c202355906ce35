import { afterEach, describe, expect, test } from "vitest";
import type { ConformanceCheck, ServerSpec } from "@/lib/contracts";
import { createRewardModelPool } from "@/lib/reward-models/open-pool";
import type { GoldenScore, RewardModelPool } from "@/lib/reward-models/reward-model";
import { startJudgeServer } from "@/test/support/model-servers/chat-servers";
import type { ContractServer } from "@/test/support/model-servers/contract-server";
import { startOwnProtocolServer } from "@/test/support/model-servers/own-protocol-server";
import { sigmoid } from "@/test/support/model-servers/reward-of";
import { fastClock, quiet, serverSpec } from "@/test/support/model-servers/score-all";
import { startOpenrlhfServer, startSglangServer } from "@/test/support/model-servers/text-servers";
import { startTeiServer } from "@/test/support/model-servers/tei-server";
import { startVllmServer } from "@/test/support/model-servers/vllm-server";

const cleanUp: (() => unknown)[] = [];
afterEach(async () => { for (const close of cleanUp.splice(0)) await close(); });
async function keep(starting: Promise<ContractServer>): Promise<ContractServer> {
  const server = await starting;
  cleanUp.push(server.close);
  return server;
}
function pool(): RewardModelPool {
  const made = createRewardModelPool({ modelDirs: [], nThreads: 1, log: quiet, secrets: () => undefined, clock: fastClock() });
  cleanUp.push(() => made.close());
  return made;
}
async function check(spec: ServerSpec, recorded: GoldenScore[] | null = null) {
  const report = await pool().check(spec, { recorded });
  const byName = Object.fromEntries(report.conformance.map((entry) => [entry.check, entry])) as Record<ConformanceCheck["check"], ConformanceCheck>;
  return { ...report, byName };
}
const failures = (conformance: ConformanceCheck[]) => conformance.filter(({ outcome }) => outcome === "fail");

describe("a sound server", () => {
  test("passes, and leaves the scores of the check texts to be recorded", async () => {
    const server = await keep(startVllmServer());
    const { loaded, conformance, byName, recorded } = await check(serverSpec("vllm-classify", server.url));
    expect(failures(conformance)).toEqual([]);
    expect(conformance).toHaveLength(12);
    expect(loaded).toMatchObject({ maxTokens: 4096, precision: "fp32", attributes: [], notice: null, identity: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(byName["truncation"]).toMatchObject({ outcome: "pass", detail: expect.stringContaining("refused") });
    expect(recorded).toHaveLength(8);
    const again = await check(serverSpec("vllm-classify", server.url), recorded);
    expect(again.byName["golden-scores"]).toMatchObject({ outcome: "pass" });
  });
  test("batches are compared with texts alone", async () => {
    const server = await keep(startTeiServer());
    const { conformance, byName } = await check(serverSpec("tei", server.url, { input: "text-pair", maxTokens: 512 }));
    expect(failures(conformance)).toEqual([]);
    expect(byName["batch-invariance"]).toMatchObject({ outcome: "pass" });
  });
  test("a judge passes with its position bias said", async () => {
    const server = await keep(startJudgeServer({ bias: 0.8 }));
    const { conformance, byName, recorded } = await check(serverSpec("openai-judge", server.url, { kind: "pairwise", input: "pair-template", backend: { model: "judge" } }));
    expect(failures(conformance)).toEqual([]);
    expect(byName["swap-symmetry"]).toMatchObject({ outcome: "warn", detail: expect.stringContaining("position bias +0") });
    expect(byName["self-pair"]).toMatchObject({ outcome: "pass" });
    expect(recorded[0]).toMatchObject({ reference: expect.any(String) });
  });
});

describe("a server that is used wrongly", () => {
  test("probabilities where logits are expected", async () => {
    const server = await keep(startOwnProtocolServer({ spoil: (json) => ({ scores: json.scores.map(sigmoid) }) }));
    expect((await check(serverSpec("http", server.url))).byName["score-range"]).toMatchObject({ outcome: "fail", detail: expect.stringMatching(/scale: "probability".*raw scores/) });
    expect(failures((await check(serverSpec("http", server.url, { scale: "probability" }))).conformance)).toEqual([]);
  });
  test("scores that do not depend on the text", async () => {
    const server = await keep(startOwnProtocolServer({ spoil: (json) => ({ scores: json.scores.map(() => 3.25) }) }));
    expect((await check(serverSpec("http", server.url))).byName["score-range"]).toMatchObject({ outcome: "fail", detail: expect.stringContaining("does not read its input") });
  });
  test("scores that change from one time to the next", async () => {
    let n = 0;
    const server = await keep(startOwnProtocolServer({ spoil: (json) => ({ scores: json.scores.map((score: number) => score + n++) }) }));
    const { byName } = await check(serverSpec("http", server.url));
    for (const name of ["determinism", "batch-invariance", "self-pair"] as const) expect(byName[name].outcome).toBe("fail");
  });
  test("a batch that changes scores", async () => {
    const server = await keep(startOwnProtocolServer({ spoil: (json) => ({ scores: json.scores.map((score: number) => score + json.scores.length / 8) }) }));
    expect((await check(serverSpec("http", server.url))).byName["batch-invariance"]).toMatchObject({ outcome: "fail" });
  });
  test("noise of half precision is a warning", async () => {
    let n = 0;
    const server = await keep(startOwnProtocolServer({ spoil: (json) => ({ scores: json.scores.map((score: number) => score + (n++ % 5) * 0.004) }) }));
    const { conformance, byName } = await check(serverSpec("http", server.url));
    expect(failures(conformance)).toEqual([]);
    expect(byName["determinism"]).toMatchObject({ outcome: "warn" });
  });
  test("texts cut in silence within the registered length, and beyond it", async () => {
    const server = await keep(startOpenrlhfServer());
    expect((await check(serverSpec("openrlhf", server.url, { maxTokens: 4096 }))).byName["truncation"]).toMatchObject({ outcome: "fail", detail: expect.stringContaining("cut in silence") });
    expect((await check(serverSpec("openrlhf", server.url, { maxTokens: 2048 }))).byName["truncation"]).toMatchObject({ outcome: "warn" });
  });
  test("a registered length that the server refuses", async () => {
    const server = await keep(startVllmServer({ maxWords: 1000 }));
    expect((await check(serverSpec("vllm-classify", server.url))).byName["truncation"]).toMatchObject({ outcome: "warn", detail: expect.stringContaining("register the server's real limit") });
  });
  test("a chat model that gets text without its template", async () => {
    const server = await keep(startSglangServer());
    expect((await check(serverSpec("sglang", server.url))).byName["load"]).toMatchObject({ outcome: "warn", detail: expect.stringContaining("template.context") });
  });
  test("a judge that answers by position", async () => {
    const server = await keep(startJudgeServer({ bias: 30, tokens: (logit) => [{ token: "A", logprob: Math.log(sigmoid(logit)) }, { token: "B", logprob: -logit + Math.log(sigmoid(logit)) }] }));
    expect((await check(serverSpec("openai-judge", server.url, { kind: "pairwise", input: "pair-template", backend: { model: "judge" } }))).byName["swap-symmetry"])
      .toMatchObject({ outcome: "fail", detail: expect.stringContaining("the order alone decides") });
  });
  test("orders that are mixed up", async () => {
    const server = await keep(startOwnProtocolServer({ pairwise: true, spoil: (json) => ({ probabilities: json.probabilities.map(({ ab }: { ab: number }) => ({ ab: ab ** 2, ba: ab })) }) }));
    expect((await check(serverSpec("http", server.url, { kind: "pairwise", input: "text-pair" }))).byName["swap-symmetry"]).toMatchObject({ outcome: "fail" });
  });
  test("a server that is not there, or asks for a key: `load` fails with the sentence, the rest is skipped", async () => {
    const locked = await keep(startOwnProtocolServer({ key: "k" }));
    const gone = await startOwnProtocolServer();
    await gone.close();
    for (const [url, sentence] of [[locked.url, /401.*TIDEMARK_SECRET_/], [gone.url, /Nothing listens at/]] as const) {
      const { loaded, conformance, byName, recorded } = await check(serverSpec("http", url));
      expect(loaded).toBeNull();
      expect(recorded).toEqual([]);
      expect(byName["load"]).toMatchObject({ outcome: "fail", detail: expect.stringMatching(sentence) });
      expect(conformance.filter(({ outcome }) => outcome === "skipped")).toHaveLength(11);
    }
  });
});

describe("a model that is exchanged behind its address", () => {
  test("fails the check against what was recorded, and is not opened by a worker", async () => {
    let shift = 0;
    const server = await keep(startOwnProtocolServer({ spoil: (json) => ({ scores: json.scores.map((score: number) => score + shift) }) }));
    const spec = serverSpec("http", server.url);
    const { recorded } = await check(spec);
    await expect(pool().open(spec, { recorded })).resolves.toBeDefined();
    shift = 1.5;
    await expect(pool().open(spec, { recorded })).rejects.toMatchObject({ code: "reward-model-changed", message: expect.stringContaining("differ by 1.5") });
    expect((await check(spec, recorded)).byName["golden-scores"]).toMatchObject({ outcome: "fail" });
  });
});

describe("identity", () => {
  test("changes with what can change a score, and with nothing else", async () => {
    const server = await keep(startOwnProtocolServer());
    const identity = async (changes: Record<string, unknown> = {}) => (await pool().open(serverSpec("http", server.url, changes))).loaded.identity;
    const base = await identity();
    for (const same of [{ temperature: 2 }, { backend: { concurrency: 2 } }, { backend: { timeoutMs: 1000 } }]) expect(await identity(same)).toBe(base);
    const others = await Promise.all([{ maxTokens: 2048 }, { name: "other" }, { backend: { model: "b" } }, { input: "text-pair" }, { kind: "absolute" }, { overlong: "fail" }].map(identity));
    expect(new Set([base, ...others]).size).toBe(7);
  });
  test("a closed pool asks nothing more", async () => {
    const server = await keep(startOwnProtocolServer({ delayMs: 200 }));
    const made = pool();
    const model = await made.open(serverSpec("http", server.url));
    const scoring = model.score([{ messages: [{ role: "user", content: "q" }], completion: "a" }], { signal: new AbortController().signal, onResults: () => undefined });
    await made.close();
    await expect(scoring).rejects.toMatchObject({ code: "unavailable" });
    await expect(made.open(serverSpec("http", server.url))).rejects.toMatchObject({ code: "unavailable" });
  });
});
