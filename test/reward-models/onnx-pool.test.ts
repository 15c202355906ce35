import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { conformanceChecks, type ConformanceCheck, type OnnxSpec } from "@/lib/contracts";
import type { ItemScore, ScoreItem } from "@/lib/reward-models/reward-model";
import { folderOfFile, poolOfFile } from "./support/pool-of-file";
import { ask, bundleThread, fixtures, models, scoreAll, starter, testPool, tinyChat } from "./support/scoring-pool";

type Golden = ScoreItem & { prompt?: string; ids: number[]; score: number; maxTokens?: number; cut?: string };
const lines = (file: string): Golden[] => readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line) as Golden).map((line) => ({ ...line, messages: line.messages ?? [{ role: "user", content: line.prompt! }] }));
const outcome = (report: readonly ConformanceCheck[], check: string): ConformanceCheck => report.find((entry) => entry.check === check)!;
const scoreOf = (result: ItemScore | undefined): number => (result?.status === "ok" ? result.score : NaN);

const base = folderOfFile("pool");
const pool = poolOfFile([models, fixtures, base]);

/** tiny-chat with another .onnx file or other changes. */
function variant(name: string, onnx: string | null, change: (folder: string) => void = () => {}): OnnxSpec {
  const folder = path.join(base, name);
  cpSync(path.join(fixtures, "tiny-chat"), folder, { recursive: true });
  rmSync(path.join(folder, "golden.jsonl"));
  if (onnx) cpSync(path.join(fixtures, "tiny-variants", onnx), path.join(folder, "model.onnx"));
  change(folder);
  return { ...tinyChat, name, backend: { type: "onnx", path: name } };
}

describe("agrees with onnxruntime and tokenizers in Python", () => {
  test("starter model, text pairs (golden.jsonl of models/starter)", async () => {
    const golden = lines(path.join(models, "starter/golden.jsonl"));
    const results = await scoreAll(await pool.open(starter), golden);
    expect(golden).toHaveLength(42);
    results.forEach((result, i) => {
      expect(result).toMatchObject({ status: "ok", ids: golden[i]!.ids, cut: "none" });
      expect(Math.abs(scoreOf(result) - golden[i]!.score)).toBeLessThan(1e-4);
    });
  });

  test("a decoder with a chat template (test/fixtures/make_tiny_chat.py)", async () => {
    const golden = lines(path.join(fixtures, "tiny-chat/golden.jsonl"));
    const results = await scoreAll(await pool.open(tinyChat), golden);
    expect(golden.length).toBeGreaterThanOrEqual(60);
    results.forEach((result, i) => {
      expect([golden[i]!.completion, result]).toMatchObject([golden[i]!.completion, { status: "ok", ids: golden[i]!.ids, cut: "none" }]);
      expect(Math.abs(scoreOf(result) - golden[i]!.score)).toBeLessThan(1e-4);
    });
  });

  test("conversations that are too long are cut alike", async () => {
    for (const golden of lines(path.join(fixtures, "tiny-chat/golden-truncated.jsonl"))) {
      const [result] = await scoreAll(await pool.open({ ...tinyChat, maxTokens: golden.maxTokens }), [golden]);
      expect(result).toMatchObject({ status: "ok", ids: golden.ids, cut: golden.cut });
      expect(Math.abs(scoreOf(result) - golden.score)).toBeLessThan(1e-4);
    }
  });
});

test("a score depends on nothing but its text: not on order, company or number of threads", async () => {
  const items = lines(path.join(models, "starter/golden.jsonl")).map(({ messages, completion }) => ({ messages, completion }));
  const whole = await scoreAll(await pool.open(starter), items);
  const single = testPool(pool.threadUrl(), { nThreads: 1 });
  try {
    const model = await single.open(starter);
    const reversed = (await scoreAll(model, [...items].reverse())).reverse();
    const [alone] = await scoreAll(model, [items[7]!]);
    expect(reversed).toEqual(whole);
    expect(alone).toEqual(whole[7]);
  } finally {
    await single.close();
  }
});

describe("conformance", () => {
  test("the starter model passes every check that applies, and carries its notice", async () => {
    const { loaded, conformance } = await pool.check(starter);
    expect(loaded).toMatchObject({ maxTokens: 512, precision: "fp32", notice: "Detects broken text, not human preference.", identity: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(conformance.map((entry) => entry.check)).toEqual([...conformanceChecks]);
    expect(conformance.filter((entry) => entry.outcome !== "pass").map((entry) => entry.check)).toEqual(["swap-symmetry", "precision-parity"]);
  });

  test("wrong golden scores, doubled BOS and probabilities sold as logits are found", async () => {
    const golden = await pool.check(variant("wrong-golden", null, (f) => writeFileSync(path.join(f, "golden.jsonl"), '{"prompt": "a", "completion": "b", "score": 99}\n')));
    expect(outcome(golden.conformance, "golden-scores").outcome).toBe("fail");
    const bos = await pool.check(variant("two-bos", null, (f) => {
      const config = JSON.parse(readFileSync(path.join(f, "tokenizer_config.json"), "utf8")) as { chat_template: string };
      writeFileSync(path.join(f, "tokenizer_config.json"), JSON.stringify({ ...config, bos_token: "<|endoftext|>", chat_template: `{{ bos_token }}{{ bos_token }}${config.chat_template}` }));
    }));
    expect(outcome(bos.conformance, "single-bos")).toMatchObject({ outcome: "fail", detail: expect.stringContaining("bos: true") as string });
    const mended = await pool.check({ ...tinyChat, name: "two-bos", bos: true, backend: { type: "onnx", path: "two-bos" } });
    expect(outcome(mended.conformance, "single-bos").outcome).toBe("pass");
  });

  const broken: Record<string, [() => OnnxSpec, RegExp]> = {
    "no folder": [() => ({ ...tinyChat, backend: { type: "onnx", path: "nowhere" } }), /folder nowhere does not exist/],
    "a folder outside": [() => ({ ...tinyChat, backend: { type: "onnx", path: "/etc" } }), /must lie inside a model directory/],
    "no tokeniser": [() => variant("no-tokeniser", null, (f) => rmSync(path.join(f, "tokenizer.json"))), /no-tokeniser\/tokenizer\.json is missing/],
    "a damaged .onnx whose frame is whole": [() => variant("damaged", null, (f) => { const file = path.join(f, "model.onnx"); writeFileSync(file, readFileSync(file, "latin1").replaceAll("MatMul", "MatMux"), "latin1"); }), /damaged\/model\.onnx cannot be opened by onnxruntime/],
    "an .onnx cut short": [() => variant("short", null, (f) => writeFileSync(path.join(f, "model.onnx"), readFileSync(path.join(f, "model.onnx")).subarray(0, 90_000))), /short\/model\.onnx is damaged or cut short/],
    "two outputs and no choice": [() => variant("two-outputs", "two-outputs.onnx"), /several outputs \(logits, squashed\): say which is the score by outputs\.score/],
    "an output that is not there": [() => ({ ...variant("wrong-output", "two-outputs.onnx"), outputs: { score: "rewards" } }), /no float output "rewards" \(it has logits, squashed\)/],
    "three labels and no choice": [() => variant("three-labels", "three-labels.onnx", (f) => writeFileSync(path.join(f, "config.json"), '{"id2label": {"0": "bad", "1": "fair", "2": "good"}}')), /3 labels \(bad, fair, good\): say which one is the score by label/],
    "a number for every token": [() => variant("per-token", "per-token.onnx"), /a number for every token/],
    "more tokens than positions": [() => ({ ...tinyChat, maxTokens: 1000 }), /maxTokens is 1000.*512 positions: register at most 512/],
    "no chat template": [() => variant("no-template", null, (f) => writeFileSync(path.join(f, "tokenizer_config.json"), "{}")), /no chat template.*input "text-pair"/],
  };
  test.each(Object.entries(broken))("%s: load fails with a sentence, the rest is skipped, scoring goes on", async (_, [spec, sentence]) => {
    const { loaded, conformance } = await pool.check(spec());
    expect(loaded).toBeNull();
    expect(conformance[0]).toEqual({ check: "load", outcome: "fail", detail: expect.stringMatching(sentence) as string });
    expect(conformance.slice(1).every((entry) => entry.outcome === "skipped")).toBe(true);
    await expect(pool.open(spec())).rejects.toMatchObject({ name: "DomainError", message: expect.stringMatching(sentence) as string });
  });

  test("a chosen output, a label by name or number, and float16 logits load", async () => {
    const squashed = await pool.open({ ...variant("chosen-output", "two-outputs.onnx"), outputs: { score: "squashed" } });
    expect(Math.abs(scoreOf((await scoreAll(squashed, [ask("q", "a")]))[0]))).toBeLessThanOrEqual(1);
    const labels = variant("chosen-label", "three-labels.onnx", (f) => writeFileSync(path.join(f, "config.json"), '{"id2label": {"0": "bad", "1": "fair", "2": "good"}}'));
    const [byName, byNumber, other] = await Promise.all([{ label: "good" }, { label: 2 }, { label: "bad" }].map(async (choice) => scoreOf((await scoreAll(await pool.open({ ...labels, ...choice }), [ask("q", "a")]))[0])));
    expect(byName).toBe(byNumber);
    expect(byName).not.toBe(other);
    const half = scoreOf((await scoreAll(await pool.open(variant("half", "float16.onnx")), [ask("q", "a")]))[0]);
    expect(half).toBe(Math.fround(half));
    expect(Number.isFinite(half) && half !== 0).toBe(true);
  });
});

test("a text whose score is infinite fails alone", async () => {
  const model = await pool.open(variant("infinite", "infinite.onnx"));
  const items = Array.from({ length: 30 }, (_, i) => ask("q", "1".repeat(i)));
  const results = await scoreAll(model, items);
  const failed = results.filter((result) => result.status === "failed");
  expect(failed).toEqual([expect.objectContaining({ code: "not-finite", nTokens: 21 })]);
});

test("under overlong: fail a completion that does not fit fails alone", async () => {
  const model = await pool.open({ ...tinyChat, maxTokens: 64, overlong: "fail" });
  const results = await scoreAll(model, [ask("q", "long ".repeat(200)), ask("long ".repeat(200), "a")]);
  expect(results).toMatchObject([{ status: "failed", code: "completion-too-long", cut: "none" }, { status: "ok", cut: "prompt" }]);
});

test("a conversation that the template refuses fails alone", async () => {
  const spec = variant("refusing", null, (f) => writeFileSync(path.join(f, "chat_template.jinja"), "{% for m in messages %}{% if m.content == 'x' %}{{ raise_exception('not x') }}{% endif %}<|im_start|>{{ m.content }}{% endfor %}"));
  expect(await scoreAll(await pool.open(spec), [ask("q", "x"), ask("q", "y")])).toMatchObject([{ status: "failed", code: "template-failed", message: expect.stringContaining("not x") as string }, { status: "ok" }]);
});

test("stops soon after its signal, with the signal's reason, and scores the next work", async () => {
  const model = await pool.open(starter);
  const items = Array.from({ length: 300 }, (_, i) => ask("Tell a story.", `word${i} `.repeat(300)));
  const controller = new AbortController();
  let seen = 0;
  const started = performance.now();
  const scoring = model.score(items, { signal: controller.signal, onResults: (batch) => { seen += batch.length; controller.abort(new Error("cancelled")); } });
  await expect(scoring).rejects.toThrow("cancelled");
  const after = seen;
  expect(scoreOf((await scoreAll(model, [ask("q", "a")]))[0])).not.toBeNaN();
  expect(performance.now() - started).toBeLessThan(20_000);
  expect(seen).toBe(after);
  expect(after).toBeLessThan(items.length);
  await expect(model.score(items, { signal: AbortSignal.abort(new Error("before it began")), onResults: () => {} })).rejects.toThrow("before it began");
});

test("nothing to score is done at once, and an error of the caller comes back to it", async () => {
  const model = await pool.open(tinyChat);
  expect(await scoreAll(model, [])).toEqual([]);
  await expect(model.score([ask("q", "a")], { signal: new AbortController().signal, onResults: () => { throw new Error("disk full"); } })).rejects.toThrow("disk full");
});

test("a thread that ends is replaced: its texts are tried once more, and only the one that ends threads fails", async () => {
  const fragile = await bundleThread("test/reward-models/support/fragile-thread.ts");
  const unsteady = testPool(fragile.url);
  try {
    const model = await unsteady.open(tinyChat);
    const items = Array.from({ length: 60 }, (_, i) => ask("q", i === 31 ? "end the thread" : `answer ${i}`));
    const results = await scoreAll(model, items);
    expect(results[31]).toMatchObject({ status: "failed", code: "inference-failed", message: expect.stringContaining("ended twice") as string });
    expect(results.filter((result) => result.status === "ok")).toHaveLength(59);
    const expected = await scoreAll(await pool.open(tinyChat), [items[30]!]);
    expect(results[30]).toEqual(expected[0]);
  } finally {
    await unsteady.close();
    fragile.remove();
  }
});

test("closing rejects work in progress as unavailable, never as a fault of the model", async () => {
  const closing = testPool(pool.threadUrl(), { nThreads: 1 });
  const model = await closing.open(starter);
  const scoring = model.score(Array.from({ length: 50 }, () => ask("q", "word ".repeat(400))), { signal: new AbortController().signal, onResults: () => {} });
  const checking = closing.check(starter);
  const opening = closing.open(tinyChat);
  const settled = Promise.allSettled([scoring, checking, opening]);
  await closing.close();
  for (const result of await settled) expect(result).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
  await expect(closing.open(starter).then((m) => scoreAll(m, [ask("q", "a")]))).rejects.toMatchObject({ code: "unavailable" });
});
