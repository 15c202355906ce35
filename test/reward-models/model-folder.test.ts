import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { OnnxSpec } from "@/lib/contracts";
import { identityOf } from "@/lib/reward-models/identity";
import { loadModelFolder } from "@/lib/reward-models/load-model-folder";
import { fixtures, tinyChat } from "./support/scoring-pool";

const base = realpathSync(mkdtempSync(path.join(tmpdir(), "tidemark-models-")));
afterAll(() => rmSync(base, { recursive: true }));
let count = 0;

/** A copy of tiny-chat to spoil. */
function copy(change: (folder: string) => void = () => {}): string {
  const name = `model-${count++}`;
  cpSync(path.join(fixtures, "tiny-chat"), path.join(base, name), { recursive: true });
  change(path.join(base, name));
  return name;
}
const load = (name: string, backend: Partial<OnnxSpec["backend"]> = {}, precision?: OnnxSpec["precision"]) =>
  loadModelFolder(path.join(base, name), [base], { backend: { type: "onnx", path: name, ...backend }, precision });

/** One protobuf field with a body of bytes. */
const field = (number: number, body: Buffer | string): Buffer => { const bytes = Buffer.from(body); return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]); };
const external = (location: string): Buffer => field(7, Buffer.concat([
  field(5, Buffer.concat([field(8, "w"), field(13, Buffer.concat([field(1, "location"), field(2, location)]))])), field(12, Buffer.concat([field(1, "logits")]))]));

test("reads what optimum writes, also from the subfolder onnx", () => {
  const folder = load(copy((f) => { mkdirSync(path.join(f, "onnx")); cpSync(path.join(f, "model.onnx"), path.join(f, "onnx/model.onnx")); rmSync(path.join(f, "model.onnx")); }));
  expect(folder).toMatchObject({ precision: "fp32", notice: null, weightFiles: [expect.stringMatching(/onnx.model\.onnx$/)] });
  expect(folder.chatTemplate).toContain("<|im_start|>");
});

test("chat_template.jinja goes before tokenizer_config.json, of several named templates the default is meant, and tidemark.json gives the notice", () => {
  expect(load(copy((f) => writeFileSync(path.join(f, "chat_template.jinja"), "{{ 1 }}"))).chatTemplate).toBe("{{ 1 }}");
  expect(load(copy((f) => writeFileSync(path.join(f, "tokenizer_config.json"), JSON.stringify({ chat_template: [{ name: "tool", template: "t" }, { name: "default", template: "d" }] })))).chatTemplate).toBe("d");
  expect(load(copy((f) => writeFileSync(path.join(f, "tidemark.json"), '{"notice": "Only a test."}'))).notice).toBe("Only a test.");
});

test("the precision chooses the file, and backend.file goes before it", () => {
  const name = copy((f) => cpSync(path.join(f, "model.onnx"), path.join(f, "model_fp16.onnx")));
  expect(load(name, {}, "fp16")).toMatchObject({ precision: "fp16", onnxFile: path.join(base, name, "model_fp16.onnx") });
  expect(load(name, { file: "model_fp16.onnx" })).toMatchObject({ precision: "fp16" });
});

describe("a folder that cannot be used is refused with a sentence naming file and remedy", () => {
  const cases: Record<string, [() => unknown, RegExp]> = {
    "no folder": [() => load("nowhere"), /folder nowhere does not exist.*copy the model there/],
    "no tokeniser": [() => load(copy((f) => rmSync(path.join(f, "tokenizer.json")))), /model-\d+\/tokenizer\.json is missing: save the fast tokeniser/],
    "no configuration": [() => load(copy((f) => rmSync(path.join(f, "config.json")))), /config\.json is missing/],
    "no model": [() => load(copy((f) => rmSync(path.join(f, "model.onnx")))), /holds none of model\.onnx, model_fp16\.onnx/],
    "no such file": [() => load(copy(), { file: "other.onnx" }), /other\.onnx does not exist: correct backend\.file/],
    "a file outside the folder": [() => load(copy(), { file: "../../../etc/passwd" }), /leads out of the model directories|does not exist/],
    "several that fit": [() => load(copy((f) => cpSync(path.join(f, "model.onnx"), path.join(f, "model_quantized.onnx")))), /Several files .* \(model\.onnx, model_quantized\.onnx\): choose one by backend\.file or precision/],
    "a tokeniser that is not JSON": [() => load(copy((f) => writeFileSync(path.join(f, "tokenizer.json"), "{"))), /tokenizer\.json is not a JSON object/],
    "an .onnx cut short": [() => load(copy((f) => writeFileSync(path.join(f, "model.onnx"), readFileSync(path.join(f, "model.onnx")).subarray(0, 100_000)))), /model\.onnx is damaged or cut short \(100000 bytes\)/],
    "an .onnx of noise": [() => load(copy((f) => writeFileSync(path.join(f, "model.onnx"), Buffer.alloc(5000, 0xa7)))), /model\.onnx is damaged/],
    "an empty .onnx": [() => load(copy((f) => writeFileSync(path.join(f, "model.onnx"), ""))), /model\.onnx is not an ONNX model/],
    "a Git LFS pointer": [() => load(copy((f) => writeFileSync(path.join(f, "model.onnx"), "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"))), /Git LFS pointer.*git lfs pull/],
    "bfloat16 logits": [() => load(copy((f) => cpSync(path.join(fixtures, "tiny-variants/bfloat16.onnx"), path.join(f, "model.onnx")))), /bfloat16.*export with fp32 logits/],
    "external data that is missing": [() => load(copy((f) => writeFileSync(path.join(f, "model.onnx"), external("model.onnx_data")))), /model\.onnx_data is missing: it holds weights/],
    "external data outside the folder": [() => load(copy((f) => writeFileSync(path.join(f, "model.onnx"), external("../secret")))), /keeps weights in "\.\.\/secret", outside its folder/],
    "external data at an absolute path": [() => load(copy((f) => writeFileSync(path.join(f, "model.onnx"), external("/etc/passwd")))), /outside its folder/],
    "external data through a link": [() => load(copy((f) => { writeFileSync(path.join(f, "model.onnx"), external("data")); symlinkSync("/etc/passwd", path.join(f, "data")); })), /data leads out of the model directories/],
    "a tokeniser through a link": [() => load(copy((f) => { rmSync(path.join(f, "tokenizer.json")); symlinkSync("/etc/passwd", path.join(f, "tokenizer.json")); })), /tokenizer\.json leads out of the model directories/],
  };
  test.each(Object.entries(cases))("%s", (_, [attempt, sentence]) => expect(attempt).toThrow(sentence));
});

describe("the identity", () => {
  const identify = (name: string, spec: Partial<OnnxSpec> = {}, maxTokens = 512): Promise<string> => identityOf(load(name), { ...tinyChat, ...spec }, maxTokens);
  test("is the same for the same files and choices, wherever they lie, and does not depend on the temperature", async () => {
    expect(await identify(copy())).toBe(await identify(copy(), { temperature: 2, overlong: "cut-end", scale: "logit" }));
  });
  test("changes with everything that can change a score", async () => {
    const spoil = (file: string) => (f: string): void => writeFileSync(path.join(f, file), readFileSync(path.join(f, file), "utf8").replace("512", "511").replace("<|im_start|>", "<|im_begin|>"));
    const all = await Promise.all([
      identify(copy()), identify(copy(), { name: "other" }), identify(copy(), {}, 511), identify(copy(), { overlong: "fail" }), identify(copy(), { scale: "probability" }), identify(copy(), { bos: false }),
      identify(copy(), { label: 0 }), identify(copy(), { input: "text-pair" }), identify(copy(spoil("config.json"))), identify(copy(spoil("tokenizer.json"))), identify(copy(spoil("tokenizer_config.json"))),
      identify(copy((f) => writeFileSync(path.join(f, "chat_template.jinja"), "x"))),
      identify(copy((f) => { const bytes = readFileSync(path.join(f, "model.onnx")); bytes[150_000]! ^= 1; writeFileSync(path.join(f, "model.onnx"), bytes); })),
    ]);
    expect(new Set(all).size).toBe(all.length);
  });
});
