import { expect, test } from "vitest";
import { prepareBracket } from "@/lib/chart/prepare-bracket";
import type { Contrast } from "@/lib/contracts";
import { makeCurve, makePoint, unknown } from "./make-curve";

const contrast: Contrast = { family: "all", kind: "sustained", blockSteps: [100, 200], windowSteps: [300, 400], nUnits: 805, drop: 0.042, dropLow: 0.016, adjustedP: 0.003 };
const curve = makeCurve([makePoint(100, 0.6), makePoint(200, 0.64), makePoint(300, 0.58), makePoint(400, 0.56)]);
const onLead = { metric: "winProbability", deciding: "winProbability" } as const;

test("each group stands at the mean of its points, and the label says the drop and what it is at least", () => {
  const bracket = prepareBracket(contrast, curve, onLead)!;
  expect(bracket.block).toEqual({ steps: [100, 200], value: expect.closeTo(0.62) });
  expect(bracket.window).toEqual({ steps: [300, 400], value: expect.closeTo(0.57) });
  expect(bracket.label).toBe("-4.2\u00A0pp, at least -1.6");
});
test("on another metric, or of one tag, the groups have no height: the curve does not show what was compared", () => {
  expect(prepareBracket(contrast, curve, { metric: "winRate", deciding: "winProbability" })!.block.value).toBeNull();
  const ofTag = prepareBracket({ ...contrast, family: "tag:code" }, curve, onLead)!;
  expect([ofTag.block.value, ofTag.label]).toEqual([null, "-4.2\u00A0pp, at least -1.6, tag code"]);
});
test("a group whose checkpoints are not on the curve has no bracket", () => {
  expect(prepareBracket({ ...contrast, windowSteps: [900] }, curve, onLead)).toBeNull();
});
test("points without a value leave the height to the others; a lower bound below nothing is nothing", () => {
  const holed = makeCurve([makePoint(100, 0.6), makePoint(200, 0.64, { winProbability: unknown("too-few-pairs") }), makePoint(300, 0.58)]);
  const bracket = prepareBracket({ ...contrast, dropLow: -0.01 }, holed, onLead)!;
  expect([bracket.block.value, bracket.label]).toEqual([0.6, "-4.2\u00A0pp, at least 0.0"]);
});
