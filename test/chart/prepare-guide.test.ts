import { expect, test } from "vitest";
import { prepareCurve } from "@/lib/chart/prepare-curve";
import { prepareGuide } from "@/lib/chart/prepare-guide";
import { makeCurve, makePoint } from "./make-curve";

const guideOf = (values: number[], waiting: number[] = []) => prepareGuide(prepareCurve(
  makeCurve(values.flatMap((value, i) => (waiting.includes(i) ? [] : [makePoint(i, value)])), { waiting: waiting.map((step) => ({ step, checkpointId: `c${step}`, status: "failed", error: null })) }), "winRate"));

test("each value is the mean of the point and its two neighbours on either side", () => {
  expect(guideOf([0.1, 0.2, 0.3, 0.4, 1, 0.6])).toEqual([[{ step: 2, value: expect.closeTo(0.4) }, { step: 3, value: expect.closeTo(0.5) }]]);
});
test("it never reaches over a gap", () => {
  expect(guideOf([0.1, 0.1, 0.1, 0.1, 0.1, 0.5, 0.9, 0.9, 0.9], [5]).flat().map(({ step }) => step)).toEqual([2]);
});
test("fewer than five points have none", () => expect(guideOf([0.1, 0.2, 0.3, 0.4])).toEqual([]));
