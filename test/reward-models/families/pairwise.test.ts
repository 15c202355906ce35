import { cpSync, rmSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { editOnnx } from "../support/edit-onnx";
import { expectParity } from "../support/expect-parity";
import { families, goldenOf, specs } from "../support/families";
import { folderOfFile, poolOfFile } from "../support/pool-of-file";
import { ask, scoreAll } from "../support/scoring-pool";

const base = folderOfFile("pairwise");
const pool = poolOfFile([families, base]);

const { preference, pairRm } = specs;

test("a causal language model that answers A or B gives the probabilities of transformers and torch, both orders", async () => {
  expect(await expectParity(pool, preference)).toBeGreaterThanOrEqual(60);
});

test("the DeBERTa encoder of PairRM gives the logits of its published head, both orders, and cuts as its published code does", async () => {
  expect(await expectParity(pool, pairRm)).toBeGreaterThanOrEqual(60);
  const lengths = goldenOf("pair-rm").map((line) => line.ids.length);
  expect(Math.max(...lengths)).toBeGreaterThan(2040);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(2048);
});

describe.each([preference, pairRm])("$name", (spec) => {
  test("passes every check that applies", async () => {
    const { conformance } = await pool.check(spec);
    expect(conformance.filter((entry) => entry.outcome === "fail" || entry.outcome === "warn").filter((entry) => entry.check !== "swap-symmetry")).toEqual([]);
    expect(conformance.find((entry) => entry.check === "golden-scores")).toMatchObject({ outcome: "pass" });
  });

  test("a against b is one minus b against a, and a text against itself is exactly one half", async () => {
    const model = await pool.open(spec);
    const question = ask("Which?", "The first answer.");
    const [forth, back, self] = await scoreAll(model, [{ ...question, reference: "second" }, { ...question, completion: "second", reference: question.completion }, { ...question, reference: question.completion }]);
    const preferences = [forth, back, self].map((result) => (result?.status === "ok" ? result.preference! : null)!);
    expect(preferences[0]!.probability + preferences[1]!.probability).toBeCloseTo(1, 12);
    expect(preferences[0]!.probabilityAB).toBeCloseTo(1 - preferences[1]!.probabilityBA, 12);
    expect(preferences[2]!.probability).toBe(0.5);
    expect(self).toMatchObject({ score: 0 });
  });

  test("an item without a reference fails alone", async () => {
    const results = await scoreAll(await pool.open(spec), [ask("q", "a"), { ...ask("q", "a"), reference: "b" }]);
    expect(results.map((result) => result.status)).toEqual(["failed", "ok"]);
  });

  test("texts that do not fit are cut, within maxTokens, and a short response stays whole", async () => {
    const limited = await pool.open({ ...spec, maxTokens: 128 });
    const long = "word and then another ".repeat(60);
    const results = await scoreAll(limited, [{ ...ask(long, "Short."), reference: "Brief." }, { ...ask("Go on.", long), reference: "Brief." }]);
    expect(results).toMatchObject([{ status: "ok", cut: "prompt" }, { status: "ok", cut: "completion" }]);
    for (const result of results) expect(result.nTokens).toBeLessThanOrEqual(128);
    expect(await scoreAll(await pool.open({ ...spec, maxTokens: 128, overlong: "fail" }), [{ ...ask("Go on.", long), reference: "Brief." }])).toMatchObject([{ status: "failed", code: "completion-too-long" }]);
  });
});

test("a model that favours what is shown first is reported with its bias, and its average does not show it", async () => {
  cpSync(path.join(families, "pair-rm"), path.join(base, "biased"), { recursive: true });
  rmSync(path.join(base, "biased/golden.jsonl"));
  editOnnx(path.join(families, "pair-rm/model.onnx"), path.join(base, "biased/model.onnx"), {
    before: [{ op: "Constant", inputs: [], outputs: ["bias"], attributes: { value_float: { float: 4 } } }],
    after: [{ op: "Add", inputs: ["logits", "bias"], outputs: ["score"] }], outputs: [{ name: "score", dims: ["batch"] }],
  });
  const biased = { ...pairRm, name: "biased", backend: { type: "onnx" as const, path: "biased" } };
  const { conformance } = await pool.check(biased);
  const entry = conformance.find((found) => found.check === "swap-symmetry")!;
  expect(entry.outcome).toBe("warn");
  expect(entry.detail).toMatch(/\d/);
  const items = goldenOf("pair-rm").slice(0, 10);
  const [plain, shifted] = [await scoreAll(await pool.open(pairRm), items), await scoreAll(await pool.open(biased), items)];
  plain.forEach((result, i) => {
    const other = shifted[i]!;
    if (result.status !== "ok" || other.status !== "ok") throw new Error("not scored");
    expect(other.score).toBeCloseTo(result.score, 4);
    expect(other.preference!.probabilityAB).toBeGreaterThan(result.preference!.probabilityAB);
    expect(other.preference!.probabilityBA).toBeLessThan(result.preference!.probabilityBA);
  });
});
