import { describe, expect, test } from "vitest";
import { itemErrorWords } from "@/lib/chart/item-error-words";
import { prepareAttributes } from "@/lib/chart/prepare-attributes";
import { preparePositionBias } from "@/lib/chart/prepare-position-bias";
import { prepareSeries } from "@/lib/chart/prepare-series";
import { estimate, makeCurve, makePoint, unknown } from "./make-curve";

const plain = (text: string) => text.replaceAll(/[\u202F\u00A0]/g, " ");
const stepsOf = (segments: readonly { step: number }[][]) => segments.map((segment) => segment.map(({ step }) => step));
const rated = (step: number, helpfulness: number, verbosity: number) =>
  makePoint(step, 0.5, { attributes: [{ name: "helpfulness", mean: estimate(helpfulness, 0.1) }, { name: "verbosity", mean: estimate(verbosity, 0.1) }] });

describe("attributes", () => {
  test("each has a curve with its interval and an axis of its own, in the model's order", () => {
    const [helpfulness, verbosity] = prepareAttributes(makeCurve([rated(200, 3.2, -40), rated(100, 3, -41)]));
    expect([helpfulness!.name, verbosity!.name]).toEqual(["helpfulness", "verbosity"]);
    expect(stepsOf(helpfulness!.segments)).toEqual([[100, 200]]);
    expect(helpfulness!.segments[0]![1]).toMatchObject({ value: 3.2, low: expect.closeTo(3.1), high: expect.closeTo(3.3) });
    expect(helpfulness!.yRange.min).toBeGreaterThan(2);
    expect(verbosity!.yRange.max).toBeLessThan(-39);
    expect(plain(helpfulness!.summary)).toBe("helpfulness, latest: step 200, 3.20 [3.10, 3.30].");
  });
  test("one that is unknown or missing at a step interrupts its own line alone", () => {
    const middle = makePoint(200, 0.5, { attributes: [{ name: "helpfulness", mean: unknown("no-scores") }, { name: "verbosity", mean: estimate(1) }] });
    const [helpfulness, verbosity] = prepareAttributes(makeCurve([rated(100, 3, 1), middle, rated(300, 3, 1)]));
    expect(stepsOf(helpfulness!.segments)).toEqual([[100], [300]]);
    expect(stepsOf(verbosity!.segments)).toEqual([[100, 200, 300]]);
  });
  test("lines break where the curve does", () => {
    const points = [rated(100, 3, 1), rated(200, 3, 1), { ...rated(300, 3, 1), identity: "other" }];
    const curve = makeCurve(points, { waiting: [{ step: 150, checkpointId: "c150", status: "failed", error: null }] });
    expect(stepsOf(prepareAttributes(curve)[0]!.segments)).toEqual([[100], [200], [300]]);
  });
  test("a model without attributes has none", () => expect(prepareAttributes(makeCurve([makePoint(1, 0.5)]))).toEqual([]));
});

describe("position bias", () => {
  const biased = (step: number, positionBias: number | null) => makePoint(step, 0.5, { positionBias });
  test("lies on an axis with zero in the middle, wide enough for every point", () => {
    const model = preparePositionBias(makeCurve([biased(100, -0.02), biased(200, 0.131)]))!;
    expect(model.yRange).toEqual({ min: -0.15, max: 0.15 });
    expect(plain(model.summary)).toBe("Position bias, latest: step 200, +13.1 pp.");
    expect(preparePositionBias(makeCurve([biased(1, 0.499)]))!.yRange).toEqual({ min: -0.5, max: 0.5 });
    expect(preparePositionBias(makeCurve([biased(1, 0)]))!.yRange.max).toBeGreaterThan(0.04);
  });
  test("is interrupted where it is not known, and absent for models that have none", () => {
    expect(stepsOf(preparePositionBias(makeCurve([biased(1, 0.1), biased(2, null), biased(3, 0.1)]))!.segments)).toEqual([[1], [3]]);
    expect(preparePositionBias(makeCurve([makePoint(1, 0.5)]))).toBeNull();
  });
});

test("long series are thinned and keep their ends, lowest and highest point", () => {
  const curve = makeCurve(Array.from({ length: 1000 }, (_, i) => makePoint(i, 0.5, { positionBias: i === 333 ? -0.4 : i === 777 ? 0.4 : 0 })));
  const steps = prepareSeries(curve, (p) => ({ value: p.positionBias!, low: null, high: null }), 50).flat().map(({ step }) => step);
  expect(steps).toHaveLength(50);
  for (const step of [0, 333, 777, 999]) expect(steps).toContain(step);
});

describe("why one text has no score", () => {
  test.each([
    ["completion-too-long", "The completion is longer than the reward model reads, and its registration says to fail rather than to cut."],
    ["reference-not-finite", "The reference got NaN or infinity instead of a score."],
    ["template-failed", "The completion could not be put into the model's chat template."],
    ["inference-failed", "The completion made the reward model stop with an error."],
    ["reference-server-refused", "The reference was refused by the model server."],
    ["brand-new", "The completion could not be scored: brand new."],
  ])("%s in words", (code, sentence) => expect(itemErrorWords(code)).toBe(sentence));
});
