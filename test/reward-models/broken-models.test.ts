import { copyFileSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { ConformanceCheck, OnnxSpec } from "@/lib/contracts";
import { editOnnx, type OnnxEdit } from "./support/edit-onnx";
import { expectParity } from "./support/expect-parity";
import { families, familySpec, specs } from "./support/families";
import { folderOfFile, poolOfFile } from "./support/pool-of-file";

const base = folderOfFile("broken");
const pool = poolOfFile([base]);

type Json = Record<string, unknown>;
type Change = OnnxEdit | ((folder: string) => void);
let count = 0;

/** A copy of a good fixture with one thing broken. Its golden scores are left out, so that only the check in question can notice. */
function broken(spec: OnnxSpec, change: Change, more: Partial<OnnxSpec> = {}): OnnxSpec {
  const name = `${spec.backend.path}-${++count}`;
  const folder = path.join(base, name);
  cpSync(path.join(families, spec.backend.path), folder, { recursive: true });
  rmSync(path.join(folder, "golden.jsonl"), { force: true });
  if (typeof change === "function") change(folder);
  else editOnnx(path.join(families, spec.backend.path, "model.onnx"), path.join(folder, "model.onnx"), change);
  return { ...spec, name, backend: { type: "onnx", path: name }, ...more };
}

function editJson(folder: string, name: string, edit: (json: Json) => Json): void {
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify(edit(JSON.parse(readFileSync(file, "utf8")) as Json)));
}

async function report(spec: OnnxSpec): Promise<(check: ConformanceCheck["check"]) => ConformanceCheck> {
  const { conformance } = await pool.check(spec);
  return (check) => conformance.find((entry) => entry.check === check)!;
}

const logit = (name: string, dims: (number | string)[] = ["batch", 1]): OnnxEdit["outputs"] => [{ name, dims }];
/** Attention over everything, padding included. */
const ignoresMask: OnnxEdit = { before: [{ op: "Sub", inputs: ["attention_mask", "attention_mask"], outputs: ["no_mask"] }, { op: "Cos", inputs: ["no_mask_float"], outputs: ["ones_float"] }], rewire: { attention_mask: "all_ones" } };
ignoresMask.before!.splice(1, 0, { op: "Cast", inputs: ["no_mask"], outputs: ["no_mask_float"], attributes: { to: 1 } });
ignoresMask.before!.push({ op: "Cast", inputs: ["ones_float"], outputs: ["all_ones"], attributes: { to: 7 } });

describe("what the files of a model do wrong is found by the check of that name", () => {
  test("the wrong padding token: a decoder that looks for it reads the padding", async () => {
    const spec = broken(specs.llama, (folder) => editJson(folder, "config.json", (config) => ({ ...config, pad_token_id: 40 })));
    expect((await report(spec))("padding-invariance")).toMatchObject({ outcome: "warn", detail: expect.stringContaining("padding changes scores") as string });
  });

  test("an export that does not heed its mask", async () => {
    const found = await report(broken(specs.bert, ignoresMask));
    expect(found("load").outcome).toBe("pass");
    expect(found("padding-invariance").outcome).toBe("warn");
    expect(found("batch-invariance").outcome).toBe("pass");
  });

  test("an export whose rows of a batch see each other", async () => {
    const found = await report(broken(specs.bert, { after: [{ op: "ReduceMean", inputs: ["logits"], outputs: ["mean"], attributes: { axes: [0], keepdims: 1 } }, { op: "Add", inputs: ["logits", "mean"], outputs: ["score"] }], outputs: logit("score") }));
    expect(found("batch-invariance").outcome).toBe("warn");
  });

  test("a BOS that both the template and its caller write", async () => {
    const found = await report(broken(specs.llama, (folder) => editJson(folder, "tokenizer_config.json", (config) => ({ ...config, chat_template: `{{ bos_token }}${String(config.chat_template)}` }))));
    expect(found("single-bos")).toMatchObject({ outcome: "fail", detail: expect.stringContaining("bos: true") as string });
  });

  test("a post-processor that adds the BOS of the template once more is not asked", async () => {
    expect((await report(specsAt(specs.llama)))("single-bos").outcome).toBe("pass");
  });

  test("a chat template that is missing", async () => {
    const found = await report(broken(specs.qwen3, (folder) => rmSync(path.join(folder, "chat_template.jinja"))));
    expect(found("load")).toMatchObject({ outcome: "fail", detail: expect.stringMatching(/no chat template.*text-pair/) as string });
  });

  test("truncation and padding settings inside tokenizer.json cut and pad nothing", async () => {
    const spec = broken(specs.llama, (folder) => {
      editJson(folder, "tokenizer.json", (json) => ({ ...json, truncation: { direction: "Right", max_length: 8, strategy: "LongestFirst", stride: 0 }, padding: { strategy: { Fixed: 64 }, direction: "Left", pad_to_multiple_of: null, pad_id: 5, pad_type_id: 0, pad_token: "<|finetune_right_pad_id|>" } }));
      copyFileSync(path.join(families, "llama-chat/golden.jsonl"), path.join(folder, "golden.jsonl"));
    });
    const found = await report(spec);
    for (const check of ["truncation", "golden-scores"] as const) expect(found(check).outcome).toBe("pass");
    expect(await expectParity(pool, spec, "llama-chat")).toBeGreaterThan(0);
  });

  test("golden scores of another model", async () => {
    const spec = broken(specs.llama, (folder) => copyFileSync(path.join(families, "llama31-scalar/golden.jsonl"), path.join(folder, "golden.jsonl")));
    expect((await report(spec))("golden-scores").outcome).toBe("fail");
  });
});

test("one number for a whole batch", async () => {
  const found = await report(broken(specs.bert, { after: [{ op: "ReduceSum", inputs: ["logits"], outputs: ["score"], attributes: { keepdims: 0 } }], outputs: logit("score", []) }));
  expect(found("batch-invariance").outcome).toBe("warn");
});

describe("what the numbers of a model do wrong is found by the check of that name", () => {
  test("another score every time", async () => {
    const noise = { op: "RandomNormalLike", inputs: ["logits"], outputs: ["noise"] };
    const found = await report(broken(specs.bert, { after: [noise, { op: "Add", inputs: ["logits", "noise"], outputs: ["score"] }], outputs: logit("score") }));
    expect(found("determinism").outcome).toBe("fail");
    expect(found("self-pair").outcome).toBe("fail");
  });

  test("a comparison that comes out differently every time", async () => {
    const noise = { op: "RandomNormalLike", inputs: ["logits"], outputs: ["noise"] };
    const found = await report(broken(specs.pairRm, { after: [noise, { op: "Add", inputs: ["logits", "noise"], outputs: ["score"] }], outputs: logit("score", ["batch"]) }));
    expect(found("determinism").outcome).toBe("fail");
    expect(found("self-pair").outcome).toBe("fail");
  });

  test("an export that reads the first 64 tokens and says nothing", async () => {
    const constant = (name: string, value: number) => ({ op: "Constant", inputs: [], outputs: [name], attributes: { value_ints: [value] } });
    const first = (name: string) => ({ op: "Slice", inputs: [name, "zero", "most", "along"], outputs: [`first_${name}`] });
    const spec = broken(specs.bert, {
      before: [constant("zero", 0), constant("most", 64), constant("along", 1), ...["input_ids", "attention_mask", "token_type_ids"].map(first)],
      rewire: { input_ids: "first_input_ids", attention_mask: "first_attention_mask", token_type_ids: "first_token_type_ids" },
    });
    expect((await report(spec))("truncation")).toMatchObject({ outcome: "fail", detail: expect.stringContaining("does not read that far") as string });
  });

  const zero = { op: "Sub", inputs: ["logits", "logits"], outputs: ["zero"] };
  test("NaN", async () => {
    const found = await report(broken(specs.bert, { after: [zero, { op: "Div", inputs: ["zero", "zero"], outputs: ["score"] }], outputs: logit("score") }));
    expect(found("score-range")).toMatchObject({ outcome: "fail", detail: expect.stringMatching(/could not be scored.*NaN/) as string });
  });

  test("the same score for everything", async () => {
    const found = await report(broken(specs.bert, { after: [zero], outputs: logit("zero") }));
    expect(found("score-range")).toMatchObject({ outcome: "fail", detail: expect.stringContaining("does not read its input") as string });
  });

  test("probabilities where logits are expected, unless the registration says so", async () => {
    const edit: OnnxEdit = { after: [{ op: "Sigmoid", inputs: ["logits"], outputs: ["probability"] }], outputs: logit("probability") };
    expect((await report(broken(specs.bert, edit)))("score-range")).toMatchObject({ outcome: "fail", detail: expect.stringContaining('scale: "probability"') as string });
    expect((await report(broken(specs.bert, edit, { scale: "probability" })))("score-range").outcome).toBe("pass");
  });
});

describe("what cannot be read at all fails load with a sentence", () => {
  const cases: Record<string, [() => OnnxSpec, RegExp]> = {
    "two outputs and no choice": [() => broken(specs.bert, { after: [{ op: "Tanh", inputs: ["logits"], outputs: ["squashed"] }], outputs: [...logit("logits")!, ...logit("squashed")!] }), /several outputs \(logits, squashed\): say which is the score by outputs\.score/],
    "three labels and no choice": [() => broken(specs.bert, threeLabels), /3 numbers|3 labels/],
    "a number for every token": [() => broken(specs.bert, { after: [{ op: "Cast", inputs: ["input_ids"], outputs: ["scores"], attributes: { to: 1 } }], outputs: logit("scores", ["batch", "sequence"]) }), /a number for every token/],
    "one rank too many": [() => broken(specs.bert, { after: [{ op: "Unsqueeze", inputs: ["logits", "axis"], outputs: ["score"] }], before: [{ op: "Constant", inputs: [], outputs: ["axis"], attributes: { value_ints: [0] } }], outputs: logit("score", [1, "batch", 1]) }), /shape|rank/],
    "an operator set from the future": [() => broken(specs.bert, { opset: 99 }), /opset 99|cannot be opened by onnxruntime/],
    "an input that nobody can give": [() => broken(specs.bert, { inputs: { attention_mask: "past_key_values" } }), /wants the inputs.*past_key_values/],
    "no weights": [() => broken(specs.bert, (folder) => rmSync(path.join(folder, "model.onnx"))), /holds none of model\.onnx/],
    "no tokeniser": [() => broken(specs.bert, (folder) => rmSync(path.join(folder, "tokenizer.json"))), /tokenizer\.json is missing/],
    "no configuration": [() => broken(specs.bert, (folder) => rmSync(path.join(folder, "config.json"))), /config\.json is missing/],
    "external data left behind": [() => broken(external, (folder) => rmSync(path.join(folder, "model.onnx_data"))), /model\.onnx_data is missing/],
    "a file cut short": [() => broken(specs.deberta, (folder) => { const file = path.join(folder, "model.onnx"); writeFileSync(file, readFileSync(file).subarray(0, 30_000)); }), /damaged or cut short/],
    "a file whose frame is whole and whose operators are not": [() => broken(specs.deberta, (folder) => { const file = path.join(folder, "model.onnx"); writeFileSync(file, readFileSync(file, "latin1").replaceAll("MatMul", "MatMux"), "latin1"); }), /cannot be opened by onnxruntime/],
    "a tokeniser that is not JSON": [() => broken(specs.bert, (folder) => writeFileSync(path.join(folder, "tokenizer.json"), "{\"version\":")), /tokenizer\.json is not a JSON object/],
    "bfloat16 logits": [() => broken(precisions, (folder) => { renameSync(path.join(folder, "onnx/model_bf16.onnx"), path.join(folder, "model.onnx")); rmSync(path.join(folder, "onnx"), { recursive: true }); }), /bfloat16.*export with fp32 logits/],
  };
  const external = familySpec("external-data", { kind: "bradley-terry", input: "chat" });
  const precisions = familySpec("precisions", { kind: "bradley-terry", input: "text-pair" });
  const threeLabels: OnnxEdit = { after: [{ op: "Neg", inputs: ["logits"], outputs: ["other"] }, { op: "Concat", inputs: ["logits", "other", "logits"], outputs: ["three"], attributes: { axis: 1 } }], outputs: logit("three", ["batch", 3]) };
  test.each(Object.entries(cases))("%s", async (_, [make, sentence]) => {
    const { loaded, conformance } = await pool.check(make());
    expect(loaded).toBeNull();
    expect(conformance[0]).toEqual({ check: "load", outcome: "fail", detail: expect.stringMatching(sentence) as string });
    expect(conformance.slice(1).every((entry) => entry.outcome === "skipped")).toBe(true);
  });
});

/** An untouched copy, with its golden scores. */
function specsAt(spec: OnnxSpec): OnnxSpec {
  mkdirSync(base, { recursive: true });
  cpSync(path.join(families, spec.backend.path), path.join(base, spec.backend.path), { recursive: true });
  return spec;
}
