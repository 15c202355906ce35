import { expect, test } from "vitest";
import { focusOf, focusOptions } from "@/app/runs/[run]/foci";
import { makeCurve, makePoint, unknown } from "../chart/make-curve";

const plain = makeCurve([makePoint(1, 0.5)]);
const uncalibrated = makeCurve([makePoint(1, 0.5, { winProbability: unknown("not-calibrated") })]);
const pairwise = makeCurve([makePoint(1, 0.5, { meanScore: unknown("pairwise-model") })]);
const offered = (curve: typeof plain) => focusOptions(curve).map(({ value }) => value);

test("every metric is offered, except those that the reward model cannot give", () => {
  expect(offered(plain)).toEqual(["both", "winProbability", "winRate", "meanScore"]);
  expect(offered(uncalibrated)).toEqual(["winRate", "meanScore"]);
  expect(offered(pairwise)).toEqual(["both", "winProbability", "winRate"]);
});

test("what was asked for is shown where it exists, else the first that does", () => {
  expect(focusOf("meanScore", uncalibrated)).toBe("meanScore");
  expect([focusOf("both", uncalibrated), focusOf("winProbability", uncalibrated)]).toEqual(["winRate", "winRate"]);
  expect(focusOf("meanScore", pairwise)).toBe("both");
});
