import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { RewardModelPool } from "@/lib/reward-models/reward-model";
import { editOnnx } from "../support/edit-onnx";
import { families, familySpec, goldenOf } from "../support/families";
import { folderOfFile, poolOfFile } from "../support/pool-of-file";
import { scoreAll } from "../support/scoring-pool";

const base = folderOfFile("storage");
const pool = poolOfFile([families, base]);

const external = familySpec("external-data", { kind: "bradley-terry", input: "chat" });
const precisions = familySpec("precisions", { kind: "bradley-terry", input: "text-pair" });

/** Largest difference to the golden scores of the family that the weights were taken from. */
async function worst(model: Awaited<ReturnType<RewardModelPool["open"]>>, family: string): Promise<number> {
  const golden = goldenOf(family);
  const results = await scoreAll(model, golden);
  return Math.max(...results.map((result, i) => (result.status === "ok" ? Math.abs(result.score - golden[i]!.score) : Infinity)));
}

describe("external data and position_ids", () => {
  test("weights in model.onnx_data are read, positions are given, and the scores are those of the model in one file", async () => {
    expect(readFileSync(path.join(families, "external-data/model.onnx"), "latin1")).toContain("position_ids");
    expect(await worst(await pool.open(external), "llama-chat")).toBeLessThan(1e-4);
  });

  test("weights alone change the identity", async () => {
    cpSync(path.join(families, "external-data"), path.join(base, "external-data"), { recursive: true });
    const moved = { ...external, backend: { type: "onnx" as const, path: path.join(base, "external-data") } };
    const before = (await pool.open(moved)).loaded.identity;
    const other = path.join(base, "external-changed");
    cpSync(path.join(families, "external-data"), other, { recursive: true });
    const file = path.join(other, "model.onnx_data");
    const data = readFileSync(file);
    data.writeFloatLE(0.5, 0);
    (await import("node:fs")).writeFileSync(file, data);
    expect((await pool.open({ ...external, backend: { type: "onnx", path: other } })).loaded.identity).not.toBe(before);
  });
});

describe("several precisions in one folder", () => {
  test("none is chosen by itself", async () => {
    await expect(pool.open(precisions)).rejects.toMatchObject({ message: expect.stringMatching(/Several files of precisions fit \(onnx\/model\.onnx, onnx\/model_fp16\.onnx, onnx\/model_int8\.onnx\)/) as string });
  });

  test("each gives its own scores under an identity of its own", async () => {
    const [full, half, small] = await Promise.all((["fp32", "fp16", "int8"] as const).map((precision) => pool.open({ ...precisions, precision })));
    expect(await worst(full!, "bert-pair")).toBeLessThan(1e-4);
    expect(await worst(half!, "bert-pair")).toBeGreaterThan(1e-5);
    expect(await worst(half!, "bert-pair")).toBeLessThan(5e-3);
    expect(await worst(small!, "bert-pair")).toBeLessThan(1);
    expect(new Set([full, half, small].map((model) => model!.loaded.identity)).size).toBe(3);
    expect([full, half, small].map((model) => model!.loaded.precision)).toEqual(["fp32", "fp16", "int8"]);
  });

  test("bfloat16 logits are refused with the remedy", async () => {
    await expect(pool.open({ ...precisions, backend: { ...precisions.backend, file: "model_bf16.onnx" } })).rejects.toMatchObject({ message: expect.stringMatching(/bfloat16.*export with fp32 logits/) as string });
  });

  const parity = async (spec: typeof precisions) => (await pool.check(spec)).conformance.find((entry) => entry.check === "precision-parity")!;
  test.each(["fp16", "int8"] as const)("%s that ranks as fp32 does may be used", async (precision) => {
    expect(await parity({ ...precisions, precision })).toMatchObject({ outcome: "pass" });
  });

  test("an int8 file that collapsed is found by comparison with fp32", async () => {
    const folder = path.join(base, "collapsed");
    cpSync(path.join(families, "precisions"), folder, { recursive: true });
    // All that is left of a score is a few steps, most of them one and the same.
    editOnnx(path.join(folder, "onnx/model.onnx"), path.join(folder, "onnx/model_int8.onnx"), { after: [{ op: "Round", inputs: ["logits"], outputs: ["score"] }], outputs: [{ name: "score", dims: ["batch", 1] }] });
    const spec = { ...precisions, name: "collapsed", backend: { type: "onnx" as const, path: "collapsed" }, precision: "int8" as const };
    expect(await parity(spec)).toMatchObject({ outcome: "fail", detail: expect.stringMatching(/fp32/) as string });
  });
});
