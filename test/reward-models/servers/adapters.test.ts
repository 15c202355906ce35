import { afterEach, describe, expect, test } from "vitest";
import type { ScoreItem } from "@/lib/reward-models/reward-model";
import { judged, nimAttributes, nimValues, startJudgeServer, startNimServer } from "@/test/support/model-servers/chat-servers";
import type { ContractServer } from "@/test/support/model-servers/contract-server";
import { ownText, startOwnProtocolServer } from "@/test/support/model-servers/own-protocol-server";
import { rewardOf } from "@/test/support/model-servers/reward-of";
import { item, manyItems, openServer, scoreAll, scoresOf, serverSpec } from "@/test/support/model-servers/score-all";
import { startTeiServer } from "@/test/support/model-servers/tei-server";
import { startOpenrlhfServer, startSglangServer } from "@/test/support/model-servers/text-servers";
import { startVllmServer, vllmTemplate } from "@/test/support/model-servers/vllm-server";

const servers: ContractServer[] = [];
const keep = async (starting: Promise<ContractServer>): Promise<ContractServer> => {
  const server = await starting;
  servers.push(server);
  return server;
};
afterEach(async () => { await Promise.all(servers.splice(0).map((server) => server.close())); });

const chatText = ({ messages, completion }: ScoreItem) => vllmTemplate([...messages, { role: "assistant", content: completion }]);
const float32 = (values: number[]) => values.map(Math.fround);
const texts = [...manyItems(40), item("", ""), item("emoji 👩‍🚀", " leading and trailing "), { messages: [{ role: "system" as const, content: "Be brief." }, { role: "user" as const, content: "{a} {b}" }], completion: "x" }];

describe("vLLM", () => {
  test("/classify gets messages and answers the logit, not the sigmoid of it", async () => {
    const server = await keep(startVllmServer());
    const model = await openServer(serverSpec("vllm-classify", server.url, { backend: { model: "rm" } }));
    expect(scoresOf(await scoreAll(model, texts))).toEqual(float32(texts.map((text) => rewardOf(chatText(text)))));
    expect(server.requests.every(({ path, body }) => path === "/classify" && body.use_activation === false && body.model === "rm" && !("truncate_prompt_tokens" in body))).toBe(true);
  });
  test("/classify with text pairs and a registered template sends strings in batches, with one token that begins a text", async () => {
    const server = await keep(startVllmServer({ reorder: true }));
    const template = { context: "<bos><{role}>{content}", pair: "{a}{b}", labels: ["A", "B"] };
    const model = await openServer(serverSpec("vllm-classify", server.url, { input: "text-pair", template }));
    const items = manyItems(20);
    expect(scoresOf(await scoreAll(model, items))).toEqual(float32(items.map((one) => rewardOf(`<bos><user>${one.messages[0]!.content}<bos><assistant>${one.completion}`))));
    expect(server.requests.length).toBe(1 + 2);
  });
  test("/classify with several classes needs the label by index", async () => {
    const server = await keep(startVllmServer({ nLabels: 3 }));
    await expect(openServer(serverSpec("vllm-classify", server.url))).rejects.toThrow(/3 values: register label/);
    await expect(openServer(serverSpec("vllm-classify", server.url, { label: 3 }))).rejects.toThrow(/no class 3/);
    await expect(openServer(serverSpec("vllm-classify", server.url, { label: "good" }))).rejects.toThrow(/index of the class/);
    const model = await openServer(serverSpec("vllm-classify", server.url, { label: 2 }));
    expect(scoresOf(await scoreAll(model, [texts[0]!]))).toEqual(float32([rewardOf(chatText(texts[0]!), 2)]));
  });
  test("/classify of an absolute model keeps every attribute in the server's order, and weighs them", async () => {
    const server = await keep(startVllmServer({ nLabels: 3 }));
    const attributes = [{ name: "helpful", weight: 0.5 }, { name: "verbose", weight: -0.25 }, { name: "safe", weight: 0 }];
    const model = await openServer(serverSpec("vllm-classify", server.url, { kind: "absolute", attributes }));
    expect(model.loaded.attributes).toEqual(["helpful", "verbose", "safe"]);
    const [result] = await scoreAll(model, [texts[3]!]);
    const values = [0, 1, 2].map((seed) => rewardOf(chatText(texts[3]!), seed));
    expect(result).toMatchObject({ status: "ok", attributes: float32(values), score: Math.fround(0.5 * values[0]! - 0.25 * values[1]!) });
    await expect(openServer(serverSpec("vllm-classify", server.url, { kind: "absolute", attributes: attributes.slice(0, 2) }))).rejects.toThrow(/register all 3 attributes/);
  });
  test("/pooling answers one row, or a row for each token of which the last counts", async () => {
    for (const perToken of [false, true]) {
      const server = await keep(startVllmServer({ perToken, reorder: true }));
      const model = await openServer(serverSpec("vllm-pooling", `${server.url}/pooling`));
      expect(scoresOf(await scoreAll(model, texts))).toEqual(float32(texts.map((text) => rewardOf(chatText(text)))));
      expect(server.requests.every(({ path, body }) => path === "/pooling" && body.task === "classify")).toBe(true);
    }
  });
  test("/score puts results that come in another order where their index says", async () => {
    const server = await keep(startVllmServer({ reorder: true }));
    const model = await openServer(serverSpec("vllm-score", server.url, { input: "text-pair" }));
    const items = manyItems(40);
    expect(scoresOf(await scoreAll(model, items))).toEqual(float32(items.map((one) => rewardOf(`<bos>${one.messages[0]!.content}<sep>${one.completion}`))));
    await expect(openServer(serverSpec("vllm-score", server.url))).rejects.toThrow(/text-pair/);
  });
});

describe("text-embeddings-inference", () => {
  test("raw scores, at most 32 inputs a request, nothing cut", async () => {
    const server = await keep(startTeiServer());
    const model = await openServer(serverSpec("tei", server.url, { input: "text-pair" }));
    const items = manyItems(100);
    expect(scoresOf(await scoreAll(model, items))).toEqual(float32(items.map((one) => rewardOf(`${one.messages[0]!.content}<sep>${one.completion}`))));
    expect(Math.max(...server.requests.map(({ body }) => body.inputs.length))).toBe(32);
    const [long] = await scoreAll(model, [item("long", "word ".repeat(600))]);
    expect(long).toMatchObject({ status: "failed", code: "server-refused", message: expect.stringContaining("512 tokens") });
  });
  test("lists sorted by score are read by label, in the labels' own order", async () => {
    const labels = Array.from({ length: 12 }, (_, i) => `LABEL_${i}`);
    const server = await keep(startTeiServer({ labels }));
    const named = await openServer(serverSpec("tei", server.url, { input: "text-pair", label: "LABEL_10" }));
    const byIndex = await openServer(serverSpec("tei", server.url, { input: "text-pair", label: 10 }));
    const items = manyItems(10);
    const expected = float32(items.map((one) => rewardOf(`${one.messages[0]!.content}<sep>${one.completion}`, 10)));
    expect(scoresOf(await scoreAll(named, items))).toEqual(expected);
    expect(scoresOf(await scoreAll(byIndex, items))).toEqual(expected);
    await expect(openServer(serverSpec("tei", server.url, { input: "text-pair", label: "good" }))).rejects.toThrow(/no class "good"; it answers LABEL_0/);
    const absolute = await openServer(serverSpec("tei", server.url, { kind: "absolute", input: "text-pair", attributes: [{ name: "LABEL_1", weight: 2 }] }));
    expect(absolute.loaded.attributes).toEqual(labels);
    expect(scoresOf(await scoreAll(absolute, items))).toEqual(float32(items.map((one) => 2 * rewardOf(`${one.messages[0]!.content}<sep>${one.completion}`, 1))));
  });
});

describe("SGLang and OpenRLHF", () => {
  const template = { context: "<|{role}|>{content}<|end|>", pair: "{a}{b}", labels: ["A", "B"] };
  const rendered = ({ messages, completion }: ScoreItem) => [...messages, { role: "assistant", content: completion }].map(({ role, content }) => `<|${role}|>${content}<|end|>`).join("");

  test("texts are rendered by the registered context template", async () => {
    for (const [type, starting] of [["sglang", startSglangServer()], ["openrlhf", startOpenrlhfServer()]] as const) {
      const server = await keep(starting);
      const model = await openServer(serverSpec(type, server.url, { template }));
      expect(scoresOf(await scoreAll(model, texts))).toEqual(float32(texts.map((text) => rewardOf(rendered(text)))));
    }
  });
  test("without one they are role: content blocks", async () => {
    const server = await keep(startSglangServer());
    const model = await openServer(serverSpec("sglang", server.url));
    await scoreAll(model, [item("hello", "there")]);
    expect(server.requests.at(-1)!.body.text).toEqual(["user: hello\n\nassistant: there"]);
  });
});

describe("NVIDIA NIM", () => {
  test("attributes come as text or as logprobs, all are kept", async () => {
    for (const hosted of [false, true]) {
      const server = await keep(startNimServer({ hosted }));
      const attributes = [{ name: "correctness", weight: 0.74 }, { name: "helpfulness", weight: 0.3 }];
      const model = await openServer(serverSpec("nim", `${server.url}/v1`, { kind: "absolute", attributes, backend: { model: "nemotron-rm" } }));
      expect(model.loaded.attributes).toEqual(nimAttributes);
      const results = await scoreAll(model, texts);
      for (const [i, result] of results.entries()) {
        const values = nimValues(chatText(texts[i]!));
        expect(result).toMatchObject({ status: "ok", attributes: float32(values) });
        expect(scoresOf([result])[0]).toBeCloseTo(0.3 * values[0]! + 0.74 * values[1]!, 5);
      }
    }
  });
  test("an attribute that the server lacks, or no weights at all, is said with the names there are", async () => {
    const server = await keep(startNimServer());
    const backend = { model: "nemotron-rm" };
    await expect(openServer(serverSpec("nim", server.url, { kind: "absolute", backend }))).rejects.toThrow(/helpfulness, correctness.*register attributes/);
    await expect(openServer(serverSpec("nim", server.url, { kind: "absolute", backend, attributes: [{ name: "kindness", weight: 1 }] }))).rejects.toThrow(/no attribute "kindness"/);
    await expect(openServer(serverSpec("nim", server.url, { kind: "absolute", backend: { model: "other" } }))).rejects.toThrow(/404.*backend.model/);
  });
});

describe("a judge with log probabilities", () => {
  const judgeSpec = (url: string, changes = {}) => serverSpec("openai-judge", url, { kind: "pairwise", input: "pair-template", backend: { model: "judge" }, ...changes });
  const pairs = [item("q", "good answer", "bad answer"), item("q {a}", "{b} stays", "as it is"), item("q", "", "empty against this")];

  test("both orders are asked and averaged, white-space variants of a label count for it", async () => {
    for (const older of [false, true]) {
      const server = await keep(startJudgeServer({ bias: 1.5, older }));
      const model = await openServer(judgeSpec(server.url));
      const results = await scoreAll(model, pairs);
      for (const [i, result] of results.entries()) {
        const { completion: a, reference: b } = pairs[i]!;
        const logit = Math.log(judged(a, b!) / (1 - judged(a, b!)));
        const ab = 1 / (1 + Math.exp(-(logit + 1.5)));
        const ba = 1 / (1 + Math.exp(-(logit - 1.5)));
        expect(result).toMatchObject({ status: "ok", preference: { probabilityAB: expect.closeTo(ab, 6), probabilityBA: expect.closeTo(ba, 6), probability: expect.closeTo((ab + ba) / 2, 6) } });
      }
      expect(server.requests.every(({ body }) => body.max_tokens === 1 && body.top_logprobs === 20)).toBe(true);
    }
  });
  test("a registered template decides what is asked, and its labels what is read", async () => {
    const server = await keep(startJudgeServer({ tokens: (logit) => [{ token: "1", logprob: Math.log(1 / (1 + Math.exp(-logit))) }, { token: "2", logprob: Math.log(1 / (1 + Math.exp(logit))) }] }));
    const template = { pair: "[CONTEXT] {context} [RESPONSE A] {a} [RESPONSE B] {b} \n", context: "<turn> {role}\n {content}\n", labels: ["1", "2"] };
    const model = await openServer(judgeSpec(server.url, { template }));
    const [result] = await scoreAll(model, [pairs[0]!]);
    expect(result).toMatchObject({ preference: { probability: expect.closeTo(judged("good answer", "bad answer"), 6) } });
    expect(server.requests.at(-1)!.body.messages).toHaveLength(1);
    expect(server.requests.map(({ body }) => body.messages[0].content)).toContain("[CONTEXT] <turn> user\n q\n [RESPONSE A] good answer [RESPONSE B] bad answer \n");
  });
  test("a judge that answers neither letter fails the item, with the tokens it prefers", async () => {
    const server = await keep(startJudgeServer({ tokens: () => [{ token: "I", logprob: -0.2 }, { token: "The", logprob: -2 }] }));
    const model = await openServer(judgeSpec(server.url));
    expect(await scoreAll(model, [pairs[0]!])).toEqual([expect.objectContaining({ status: "failed", code: "inference-failed", message: expect.stringContaining('"I", "The"') })]);
  });
});

describe("the own protocol", () => {
  test("scores, attributes with names, and null for one item alone", async () => {
    const server = await keep(startOwnProtocolServer({ names: ["clear", "true"] }));
    const model = await openServer(serverSpec("http", `${server.url}/any/path`, { kind: "absolute" }));
    const items = [...manyItems(70), item("one", "has [nan] in it")];
    const results = await scoreAll(model, items);
    expect(scoresOf(results).slice(0, 70)).toEqual(float32(items.slice(0, 70).map((one) => rewardOf(ownText(one as never)))));
    expect(results[70]).toMatchObject({ status: "failed", code: "not-finite" });
    expect(model.loaded.attributes).toEqual(["clear", "true"]);
    expect(results[5]).toMatchObject({ attributes: float32([1, 2].map((seed) => rewardOf(ownText(items[5] as never), seed))) });
    expect(server.requests.every(({ path }) => path === "/any/path")).toBe(true);
  });
  test("pairwise: both orders come in one answer", async () => {
    const server = await keep(startOwnProtocolServer({ pairwise: true }));
    const model = await openServer(serverSpec("http", server.url, { kind: "pairwise", input: "text-pair" }));
    const [result] = await scoreAll(model, [item("q", "a", "b")]);
    expect(result).toMatchObject({ preference: { probability: judged("a", "b"), probabilityAB: judged("a", "b"), probabilityBA: judged("a", "b") }, score: expect.closeTo(rewardOf("a") - rewardOf("b"), 4) });
  });
  test("probabilities become logits where scale says so, and what is no probability fails alone", async () => {
    const server = await keep(startOwnProtocolServer({ spoil: (json, body) => ({ scores: body.pairs.map((pair: { completion: string }) => (pair.completion === "half" ? 0.5 : pair.completion === "two" ? 2 : 0.9)) }) }));
    const model = await openServer(serverSpec("http", server.url, { scale: "probability" }));
    const results = await scoreAll(model, [item("q", "half"), item("q", "two"), item("q", "sure")]);
    expect(results[0]).toMatchObject({ score: 0 });
    expect(results[1]).toMatchObject({ status: "failed", code: "not-finite", message: expect.stringContaining("scale") });
    expect(scoresOf(results)[2]).toBeCloseTo(Math.log(9), 5);
  });
});
