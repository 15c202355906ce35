import { expect, test } from "vitest";
import { formatStepRanges, stepRanges } from "@/lib/chart/step-ranges";

const known = [0, 100, 200, 300, 400, 1000];

test("neighbours among the known steps make one range, however far apart their numbers are", () => {
  expect(stepRanges([400, 300, 1000, 0], known)).toEqual([{ from: 0, to: 0, nSteps: 1 }, { from: 300, to: 1000, nSteps: 3 }]);
});
test("a step chosen twice counts once, and none gives no range", () => {
  expect(stepRanges([200, 200], known)).toEqual([{ from: 200, to: 200, nSteps: 1 }]);
  expect(stepRanges([], known)).toEqual([]);
});
test("a chosen step that is not known stands between its neighbours", () => {
  expect(stepRanges([100, 150, 200], known)).toEqual([{ from: 100, to: 200, nSteps: 3 }]);
  expect(stepRanges([150], known)).toEqual([{ from: 150, to: 150, nSteps: 1 }]);
});
test("two neighbours are named one by one, more as a range", () => {
  expect(formatStepRanges([0, 100, 300, 400, 1000], known).replaceAll("\u202F", " ")).toBe("0, 100, 300-1 000");
});
