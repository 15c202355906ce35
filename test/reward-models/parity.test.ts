import { describe, expect, test } from "vitest";
import { canaryTexts, compareCanary } from "@/lib/reward-models/canary";
import { compareGolden } from "@/lib/reward-models/compare-golden";
import { parityOf } from "@/lib/reward-models/parity-of";
import { parityPairs } from "@/lib/reward-models/parity-pairs";
import { readGolden } from "@/lib/reward-models/read-golden";
import type { ItemScore } from "@/lib/reward-models/reward-model";
import type { ModelFacts } from "@/lib/reward-models/thread-messages";

describe("a lower precision against full precision", () => {
  test("Spearman's correlation shares ranks between ties (golden: scipy.stats.spearmanr)", () => {
    expect(parityOf([1, 2, 3, 4, 5], [1, 2, 3, 5, 4], [], []).spearman).toBeCloseTo(0.9, 12);
    expect(parityOf([1, 2, 2, 3], [10, 20, 30, 40], [], []).spearman).toBeCloseTo(0.9486832980505138, 12);
    expect(parityOf([1, 2, 3], [-1, -2, -3], [], []).spearman).toBeCloseTo(-1, 12);
  });
  test("scores that collapsed onto one value correlate with nothing", () => {
    expect(parityOf([1, 2, 3], [5, 5, 5], [1], [0])).toMatchObject({ spearman: 0, flips: 1 });
  });
  test("flips are counted among pairs that full precision decides, and the mean shift is told", () => {
    expect(parityOf([1, 3], [0.5, 2.5], [1, -1, 2, 0], [1, 1, 2, 5])).toEqual({ spearman: 1, flips: 1 / 3, meanShift: -0.5, nPairs: 4 });
    expect(() => parityOf([1], [], [], [])).toThrow(RangeError);
  });
  test("at least 200 different pairs of different completions, the same every time, with golden texts among them", () => {
    const pairs = parityPairs([]);
    expect(pairs.length).toBeGreaterThanOrEqual(200);
    expect(new Set(pairs.map((pair) => JSON.stringify(pair))).size).toBe(pairs.length);
    expect(pairs.every(({ a, b }) => a !== b)).toBe(true);
    expect(parityPairs([])).toEqual(pairs);
    const golden = parityPairs([{ messages: [{ role: "user", content: "mine" }], completion: "my own" }]);
    expect(golden.some(({ messages }) => messages[0]!.content === "mine") && golden.some(({ a }) => a === "my own")).toBe(true);
  });
});

const line = (score: number, ids?: number[]) => ({ item: { messages: [{ role: "user" as const, content: "q" }], completion: "a" }, score, ids });
const ok = (score: number, more: object = {}): ItemScore => ({ status: "ok", score, nTokens: 1, cut: "none", ...more });

describe("golden scores", () => {
  test("differ beyond 1e-3 in fp32, beyond one percent in lower precisions", () => {
    expect([compareGolden([line(5)], [ok(5.0009)], "fp32").differs, compareGolden([line(5)], [ok(5.002)], "fp32").differs]).toEqual([false, true]);
    expect([compareGolden([line(5)], [ok(5.04)], "fp16").differs, compareGolden([line(5)], [ok(5.06)], "fp16").differs]).toEqual([false, true]);
    expect(compareGolden([line(5)], [ok(NaN)], "fp32").differs).toBe(true);
  });
  test("what the registration cuts is left out; other ids and failures are problems", () => {
    const tooLong: ItemScore = { status: "failed", code: "completion-too-long", message: "too long", nTokens: 9, cut: "none" };
    expect(compareGolden([line(1), line(2)], [ok(7, { cut: "prompt" }), tooLong], "fp32")).toMatchObject({ compared: 0, differs: false, problem: null });
    expect(compareGolden([line(1, [1, 2])], [ok(1, { ids: [1, 3] })], "fp32").problem).toMatch(/text 1 is tokenised differently/);
    expect(compareGolden([line(1)], [{ ...tooLong, code: "not-finite", message: "answered NaN" }], "fp32").problem).toMatch(/text 1 could not be scored: answered NaN/);
  });
  test("lines are read until one that is none", () => {
    expect(readGolden('{"prompt": "q", "completion": "a", "reference": "b", "score": 1, "cut": "none"}\n\n')).toMatchObject({ bad: null, lines: [{ item: { reference: "b" }, score: 1 }] });
    expect(readGolden('{"prompt": "q", "completion": "a", "score": 1}\n{"score": 1}\n').bad).toBe(2);
    expect(readGolden(null)).toEqual({ lines: [], bad: null });
  });
});

describe("the canary", () => {
  const facts = (precision: "fp32" | "int8", isPairwise = false): ModelFacts => ({
    loaded: { identity: "", maxTokens: 10, precision, attributes: [], notice: null }, maxThreads: 1, specialTokens: [], bosId: null, nBos: 1, notes: [], isDecoder: false, isPairwise,
    golden: Array.from({ length: 20 }, (_, i) => JSON.stringify({ prompt: "q", completion: "x".repeat(20 - i), score: i })).join("\n"),
  });
  const recorded = [{ prompt: "q", completion: "a", score: 2 }];
  test("sings recorded scores, else at most eight short golden ones, which say nothing of int8", () => {
    expect(canaryTexts(facts("fp32"), recorded)).toMatchObject([{ score: 2 }]);
    expect(canaryTexts(facts("fp32"), null).map(({ score }) => score)).toEqual([19, 18, 17, 16, 15, 14, 13, 12]);
    expect(canaryTexts(facts("int8"), null)).toEqual([]);
    expect(canaryTexts(facts("fp32", true), null)).toEqual([]);
  });
  test("a worker that scores differently is refused with a sentence", async () => {
    const texts = canaryTexts(facts("fp32"), recorded);
    await compareCanary(texts, facts("fp32"), "models/m", () => Promise.resolve([ok(2.0005)]));
    await expect(compareCanary(texts, facts("fp32"), "models/m", () => Promise.resolve([ok(2.1)]))).rejects.toMatchObject({ code: "reward-model-changed", message: expect.stringMatching(/models\/m.*differ by up to 0\.10 from those recorded/) as string });
  });
});
