import { describe, expect, test } from "vitest";
import { compareToStart, type StartComparison } from "@/lib/detect/degeneracy/compare-to-start";
import { unknownTextMeasures, type TextMeasure, type TextMeasures } from "@/lib/detect/degeneracy/text-measures";
import { pairedDifference } from "@/lib/stats/paired-difference";
import { demoClusters, demoSteps, measureDemo } from "./make-texts";

const seriesOf = (run: "sft-good" | "sft-too-hot") => demoSteps.map((step) => ({ step, measures: measureDemo(run, step).measures }));
const good = seriesOf("sft-good"), tooHot = seriesOf("sft-too-hot");
const compare = (looks: typeof good, blockSize = 2) => compareToStart({ looks, clusters: demoClusters, blockSize });
const looksOf = (found: StartComparison[], key: TextMeasure) => found.find((entry) => entry.key === key)?.looks ?? [];
const worseSteps = (found: StartComparison[], key: TextMeasure) =>
  looksOf(found, key).filter(({ differs, change }) => differs && change !== null && change > 0).map(({ step }) => step);

describe("on real training runs", () => {
  test("a run that stays healthy shows no sign of degeneration at any step", () => {
    const found = compare(good);
    for (const key of ["duplicate", "repeatedBigrams", "repeatedTrigrams", "repeatedSpan", "repeatedSpanShare", "compression", "empty", "truncated", "otherScript", "promptEcho", "unknownCharacters"] as const) {
      expect(worseSteps(found, key), key).toEqual([]);
    }
  });
  test("a run that breaks in its second half repeats itself from step 50 on, and gives different prompts one answer at its end", () => {
    const found = compare(tooHot);
    expect(worseSteps(found, "repeatedSpanShare")).toEqual([50, 60, 70, 80, 90, 100]);
    expect(worseSteps(found, "repeatedTrigrams")).toEqual([60, 70, 80, 90]);
    expect(worseSteps(found, "truncated")).toEqual([90]);
    expect(worseSteps(found, "duplicate")).toEqual([100]);
  });
  test("each comparison is the paired t test of the look against the mean of the first block", () => {
    const [first, second, , , , last] = tooHot;
    const start = first!.measures.length.map((x, i) => (x + second!.measures.length[i]!) / 2);
    const expected = pairedDifference(last!.measures.length, start, demoClusters, 0.999);
    const look = looksOf(compare(tooHot), "length").find(({ step }) => step === 50);
    if (expected.kind !== "estimate" || look === undefined || look.change === null) throw new Error("both are known");
    expect(look.change).toBeCloseTo(expected.difference, 4);
    expect(look.low).toBeCloseTo(expected.low, 4);
    expect(look.p / expected.pTwoSided).toBeCloseTo(1, 4);
  });
});

const nPrompts = 60, everyPrompt = Int32Array.from({ length: nPrompts }, (_, i) => i);
const withLength = (step: number, of: (i: number) => number): { step: number; measures: TextMeasures } =>
  ({ step, measures: { ...unknownTextMeasures(nPrompts), length: Float32Array.from({ length: nPrompts }, (_, i) => of(i)) } });
const oneLook = (looks: ReturnType<typeof withLength>[], clusters = everyPrompt) => looksOf(compareToStart({ looks, clusters, blockSize: 1 }), "length")[0];

describe("by hand", () => {
  const start = withLength(0, (i) => 100 + i);
  test("a look like the start does not differ", () => expect(oneLook([start, withLength(10, (i) => 100 + i)])).toMatchObject({ change: 0, p: 1, differs: false }));
  test("a change that is the same for all prompts differs, though it leaves no spread for an interval", () =>
    expect(oneLook([start, withLength(10, (i) => 105 + i)])).toEqual({ step: 10, n: 60, change: 5, low: null, high: null, p: 2 ** -59, differs: true }));
  test("one group moving as one is no evidence", () =>
    expect(oneLook([start, withLength(10, (i) => 105 + i)], new Int32Array(nPrompts))).toMatchObject({ change: null, p: null, differs: false, reason: "too-few-prompts" }));
  test("fewer than 50 prompts with both values are not compared", () =>
    expect(oneLook([start, withLength(10, (i) => (i < 11 ? NaN : i))])).toMatchObject({ n: 49, change: null, reason: "too-few-prompts" }));
  test("the looks of the first block are not compared with themselves, and a run of no more looks has no comparison", () => {
    const looks = [start, withLength(10, (i) => i), withLength(20, (i) => i)];
    expect(looksOf(compareToStart({ looks, clusters: everyPrompt, blockSize: 2 }), "length").map(({ step }) => step)).toEqual([20]);
    expect(compareToStart({ looks: [], clusters: everyPrompt, blockSize: 2 }).every(({ looks: none }) => none.length === 0)).toBe(true);
  });
  test("a block of no looks and measures of other prompts are refused", () => {
    expect(() => compareToStart({ looks: [start], clusters: everyPrompt, blockSize: 0 })).toThrow("blockSize");
    expect(() => compareToStart({ looks: [start], clusters: new Int32Array(3), blockSize: 1 })).toThrow("60 entries for 3 prompts");
  });
});

test("the comparison survives JSON", () => {
  const found = compare(tooHot);
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});
