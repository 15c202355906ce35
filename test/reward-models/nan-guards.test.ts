import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as ort from "onnxruntime-node";
import { afterAll, describe, expect, test } from "vitest";
import { removeNanGuards } from "@/lib/reward-models/onnx-nan-guards";
import { editOnnx, type OnnxEdit } from "./support/edit-onnx";
import { models } from "./support/scoring-pool";

const starterFile = path.join(models, "starter/model.onnx");
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "tidemark-guards-")));
afterAll(() => rmSync(folder, { recursive: true }));

function edited(edit: OnnxEdit): Buffer {
  const target = path.join(folder, "edited.onnx");
  editOnnx(starterFile, target, edit);
  return readFileSync(target);
}

/** Scores of two texts, the second padded to the length of the first. */
async function scores(model: Buffer): Promise<number[]> {
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 4 });
  const [long, short] = [97, 31];
  const row = (value: (i: number, length: number) => number): BigInt64Array => BigInt64Array.from([long, short].flatMap((length) => Array.from({ length: long }, (_, i) => BigInt(i < length ? value(i, length) : 0))));
  const tensor = (data: BigInt64Array): ort.Tensor => new ort.Tensor("int64", data, [2, long]);
  const outputs = await session.run({ input_ids: tensor(row((i) => 1000 + ((i * 7919) % 20_000))), attention_mask: tensor(row(() => 1)), token_type_ids: tensor(row((i, length) => Number(i > length / 3))) });
  const values = Array.from(outputs[session.outputNames[0]!]!.data as Float32Array);
  await session.release();
  return values;
}

describe("guards against NaN behind a softmax", () => {
  const guarded = "/bert/encoder/layer.0/attention/self/Where_1_output_0";

  test("are taken out of the starter, one a layer, and every score stays the same bit for bit", async () => {
    const model = readFileSync(starterFile);
    const { length } = model;
    expect(removeNanGuards(model)).toBe(6);
    expect(model).toHaveLength(length);
    expect(removeNanGuards(model)).toBe(0);
    expect(await scores(model)).toEqual(await scores(readFileSync(starterFile)));
  });

  test("are found in a file whose constants ONNX Runtime has folded, as quantised files are", async () => {
    const folded = path.join(folder, "folded.onnx");
    const session = await ort.InferenceSession.create(starterFile, { graphOptimizationLevel: "basic", optimizedModelFilePath: folded, logSeverityLevel: 4 });
    await session.release();
    const model = readFileSync(folded);
    expect(removeNanGuards(model)).toBe(6);
    expect(await scores(model)).toEqual(await scores(readFileSync(folded)));
  });

  test("stay where something besides the product of attention reads their result", () => {
    expect(removeNanGuards(edited({ outputs: [{ name: "logits", dims: ["batch", 1] }, { name: guarded, dims: ["batch", 12, "sequence", "sequence"] }] }))).toBe(5);
    expect(removeNanGuards(edited({ after: [{ op: "Neg", inputs: [guarded], outputs: ["negative"] }] }))).toBe(5);
  });

  test("stay where what they test is no softmax", () => {
    const softmax = "/bert/encoder/layer.0/attention/self/Softmax_output_0";
    expect(removeNanGuards(edited({ before: [{ op: "Identity", inputs: ["other"], outputs: ["again"] }], rewire: { [softmax]: "again" } }))).toBe(5);
  });

  test("bytes that are no model are left alone", () => {
    const bytes = Buffer.from("no model at all, but long enough to be walked through");
    const before = Buffer.from(bytes);
    expect(removeNanGuards(bytes)).toBe(0);
    expect(bytes).toEqual(before);
  });
});
