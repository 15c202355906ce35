import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { ConformanceCheck, OnnxSpec } from "@/lib/contracts";
import { createTokeniser } from "@/lib/reward-models/tokeniser";
import { editOnnx, type OnnxEdit } from "./support/edit-onnx";
import { families, preferenceTemplate, specs } from "./support/families";
import { folderOfFile, poolOfFile } from "./support/pool-of-file";
import { ask, fixtures, scoreAll, tinyChat } from "./support/scoring-pool";

const base = folderOfFile("engine");
const pool = poolOfFile([base, fixtures]);

let count = 0;
/** A copy of a fixture without its golden scores, changed. */
function changed(spec: OnnxSpec, source: string, change: OnnxEdit | ((folder: string) => void), more: Partial<OnnxSpec> = {}): OnnxSpec {
  const name = `changed-${++count}`;
  const folder = path.join(base, name);
  cpSync(source, folder, { recursive: true });
  rmSync(path.join(folder, "golden.jsonl"), { force: true });
  if (typeof change === "function") change(folder);
  else editOnnx(path.join(source, "model.onnx"), path.join(folder, "model.onnx"), change);
  return { ...spec, name, backend: { type: "onnx", path: name }, ...more };
}
const tiny = (change: Parameters<typeof changed>[2], more?: Partial<OnnxSpec>): OnnxSpec => changed(tinyChat, path.join(fixtures, "tiny-chat"), change, more);
const family = (spec: OnnxSpec, change: Parameters<typeof changed>[2], more?: Partial<OnnxSpec>): OnnxSpec => changed(spec, path.join(families, spec.backend.path), change, more);
async function found(spec: OnnxSpec, check: ConformanceCheck["check"]): Promise<ConformanceCheck> {
  return (await pool.check(spec)).conformance.find((entry) => entry.check === check)!;
}

describe("recorded scores", () => {
  test("a first check gives them, a later one compares with them, and so does a worker that opens the model", async () => {
    const spec = tiny(() => {});
    const first = await pool.check(spec);
    expect(first.recorded).toHaveLength(8);
    expect(first.recorded[0]).toEqual({ prompt: "What is the capital of France?", completion: "The capital of France is Paris.", score: expect.any(Number) as number });
    expect(first.conformance.find((entry) => entry.check === "golden-scores")!.outcome).toBe("skipped");
    const again = await pool.check(spec, { recorded: first.recorded });
    expect(again.conformance.find((entry) => entry.check === "golden-scores")).toMatchObject({ outcome: "pass", detail: expect.stringContaining("8 texts scored when the model was registered") as string });
    await expect(pool.open(spec, { recorded: first.recorded })).resolves.toMatchObject({ loaded: first.loaded });

    const other = first.recorded.map((entry) => ({ ...entry, score: entry.score + 0.01 }));
    expect((await pool.check(spec, { recorded: other })).conformance.find((entry) => entry.check === "golden-scores")).toMatchObject({ outcome: "fail" });
    for (let i = 0; i < 2; i++) await expect(pool.open(spec, { recorded: other })).rejects.toMatchObject({ name: "DomainError", code: "reward-model-changed", message: expect.stringMatching(/^This worker does not score with changed-\d+, since .*differ by up to 0\.010/) as string });
    await expect(pool.open(spec)).resolves.toBeDefined();
  });

  test("those of a pairwise model hold both texts", async () => {
    const spec = family(specs.preference, () => {});
    const { recorded, loaded } = await pool.check(spec);
    expect(loaded).not.toBeNull();
    expect(recorded[1]).toMatchObject({ completion: "purple purple purple purple purple purple purple", reference: "The capital of France is Paris." });
    await expect(pool.open(spec, { recorded })).resolves.toBeDefined();
  });

  test("without them a folder's own golden scores are compared when the model is opened", async () => {
    const spec = tiny((folder) => writeFileSync(path.join(folder, "golden.jsonl"), '{"prompt": "q", "completion": "a", "score": 77}\n'));
    await expect(pool.open(spec)).rejects.toMatchObject({ code: "reward-model-changed" });
  });
});

describe("what the conformance test finds beyond the files", () => {
  test("a model that silently reads the beginning of a text only", async () => {
    const spec = family(specs.bert, {
      before: [
        { op: "Constant", inputs: [], outputs: ["from"], attributes: { value_ints: [0] } }, { op: "Constant", inputs: [], outputs: ["to"], attributes: { value_ints: [64] } }, { op: "Constant", inputs: [], outputs: ["along"], attributes: { value_ints: [1] } },
        ...["input_ids", "attention_mask", "token_type_ids"].map((name) => ({ op: "Slice", inputs: [name, "from", "to", "along"], outputs: [`${name}_cut`] })),
      ],
      rewire: { input_ids: "input_ids_cut", attention_mask: "attention_mask_cut", token_type_ids: "token_type_ids_cut" },
    });
    expect(await found(spec, "truncation")).toMatchObject({ outcome: "fail", detail: expect.stringContaining("does not read that far") as string });
  });

  test("a model with fewer positions than its files say", async () => {
    const spec = tiny((folder) => { for (const file of ["config.json", "tokenizer_config.json"]) writeFileSync(path.join(folder, file), readFileSync(path.join(folder, file), "utf8").replaceAll("512", "4096")); });
    expect(await found(spec, "truncation")).toMatchObject({ outcome: "fail", detail: expect.stringMatching(/could not be scored.*register the maxTokens that the model takes/) as string });
  });

  test("a pairwise generative model that answers by order alone", async () => {
    const tokeniser = createTokeniser(JSON.parse(readFileSync(path.join(families, "llama-preference/tokenizer.json"), "utf8")) as Record<string, unknown>, "m");
    const [labelA] = tokeniser.encode("A") as [number];
    // The first answer's logit is raised far above everything else for every text.
    const spec = family(specs.preference, {
      after: [
        { op: "Constant", inputs: [], outputs: ["small"], attributes: { value_float: { float: 0.0001 } } },
        { op: "Mul", inputs: ["logits", "small"], outputs: ["faint"] },
        { op: "Shape", inputs: ["logits"], outputs: ["shape"] }, { op: "Constant", inputs: [], outputs: ["two"], attributes: { value_ints: [2] } }, { op: "Gather", inputs: ["shape", "two"], outputs: ["depth"], attributes: { axis: 0 } },
        { op: "Constant", inputs: [], outputs: ["favoured"], attributes: { value_ints: [labelA] } }, { op: "Constant", inputs: [], outputs: ["offon"], attributes: { value_ints: [0, 9] } },
        { op: "OneHot", inputs: ["favoured", "depth", "offon"], outputs: ["lift_int"] }, { op: "Cast", inputs: ["lift_int"], outputs: ["lift"], attributes: { to: 1 } },
        { op: "Add", inputs: ["faint", "lift"], outputs: ["biased"] },
      ],
      outputs: [{ name: "biased", dims: ["batch", "sequence", "vocabulary"] }],
    });
    const swap = await found(spec, "swap-symmetry");
    expect(swap).toMatchObject({ outcome: "fail", detail: expect.stringMatching(/position bias \+0\.500.*the order alone decides/) as string });
  });

  test("int8 with no fp32 file beside it, whatever its name, and fp32 claimed of integers", async () => {
    const precisions = path.join(families, "precisions");
    if (!existsSync(precisions)) throw new Error("test/fixtures/families/precisions is missing: run make_families.py");
    const alone = changed(specs.bert, precisions, (folder) => { cpSync(path.join(folder, "onnx/model_int8.onnx"), path.join(folder, "model.onnx")); rmSync(path.join(folder, "onnx"), { recursive: true }); });
    const { loaded, conformance } = await pool.check(alone);
    expect(loaded).toMatchObject({ precision: "int8" });
    expect(conformance.find((entry) => entry.check === "precision-parity")).toMatchObject({ outcome: "fail", detail: expect.stringContaining("no fp32 file to compare with") as string });
    expect(await found({ ...alone, precision: "fp32" }, "load")).toMatchObject({ outcome: "fail", detail: expect.stringContaining('register precision "int8"') as string });
  });
});

describe("what cannot be opened says why", () => {
  const cases: Record<string, [() => OnnxSpec, RegExp]> = {
    "an opset of the future": [() => tiny({ opset: 99 }), /model\.onnx is written in opset 99, which onnxruntime 1\.30 does not run: export it again with --opset 17/],
    "a provider of another system": [() => ({ ...tinyChat, backend: { ...tinyChat.backend, provider: process.platform === "darwin" ? "dml" : "coreml" } }), /execution provider "(coreml|dml)" is not part of onnxruntime-node on this worker.*register backend\.provider "cpu"/],
    "a template that writes a token the tokeniser does not know": [() => tiny((folder) => {
      const file = path.join(folder, "tokenizer_config.json");
      const config = JSON.parse(readFileSync(file, "utf8")) as { chat_template: string };
      writeFileSync(file, JSON.stringify({ ...config, bos_token: "<unheard-of>", chat_template: `{{ bos_token }}${config.chat_template}` }));
    }), /writes the bos_token "<unheard-of>", which tokenizer\.json does not know/],
    "a classifier as a language model": [() => ({ ...tinyChat, kind: "pairwise", input: "pair-template" }), /shape \[1, 1\] for \d+ tokens where a causal language model gives \[1, tokens, vocabulary\]/],
    "an encoder without the marks of a pair": [() => ({ ...specs.bert, backend: { type: "onnx", path: "families/bert-pair" }, kind: "pairwise" }), /no token <\|source\|>, <\|candidate1\|>, <\|candidate2\|>/],
    "answers that are several tokens": [() => ({ ...specs.preference, backend: { type: "onnx", path: "families/llama-preference" }, template: { ...preferenceTemplate, labels: ["the first one", "B"] } }), /answer "the first one" is \d+ tokens.*one token each/],
    "one answer twice": [() => ({ ...specs.preference, backend: { type: "onnx", path: "families/llama-preference" }, template: { ...preferenceTemplate, labels: ["A", "A"] } }), /names the same token twice/],
  };
  test.each(Object.entries(cases))("%s", async (_, [spec, sentence]) => {
    expect(await found(spec(), "load")).toEqual({ check: "load", outcome: "fail", detail: expect.stringMatching(sentence) as string });
  });
});

test("the begin token of a generative pair is as registered: one, or none with bos: false", async () => {
  const spec = family(specs.preference, () => {});
  const item = { ...ask("q", "a"), reference: "b" };
  const [plain, none] = await Promise.all([spec, { ...spec, bos: false }].map(async (of) => (await scoreAll(await pool.open(of), [item]))[0]!));
  if (plain?.status !== "ok" || none?.status !== "ok") throw new Error("not scored");
  expect(none.ids).toEqual(plain.ids!.slice(1));
  expect(plain.ids!.filter((id) => id === plain.ids![0])).toHaveLength(1);
  expect(await found({ ...spec, bos: false }, "single-bos")).toMatchObject({ outcome: "pass", detail: expect.stringContaining("as registered") as string });
});

test("choices of one family change its identity, and leave every other model's as it was", async () => {
  const spec = family(specs.nemotron, () => {});
  const identity = async (of: OnnxSpec): Promise<string> => (await pool.open(of)).loaded.identity;
  const [first] = spec.attributes!;
  const identities = await Promise.all([spec, { ...spec, attributes: [{ ...first!, weight: 2 }] }, { ...spec, attributes: [{ ...first!, weight: 3 }] }, { ...spec, attributes: undefined, label: "quality" }].map(identity));
  expect(new Set(identities).size).toBe(4);
  expect(await identity({ ...tinyChat, backend: { ...tinyChat.backend, provider: "cpu" } })).toBe(await identity(tinyChat));
});
