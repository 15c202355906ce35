import { describe, expect, test } from "vitest";
import { absentMetric } from "@/lib/chart/absent-metric";
import { leadMetric } from "@/lib/chart/lead-metric";
import { prepareCurve } from "@/lib/chart/prepare-curve";
import { reasonSentence } from "@/lib/chart/reason-sentence";
import { reasonWords } from "@/lib/chart/reason-words";
import { tableRows } from "@/lib/chart/table-rows";
import { estimate, makeBest, makeCurve, makePoint, unknown } from "./make-curve";

const uncalibrated = (step: number, value: number) => makePoint(step, value, { winProbability: unknown("not-calibrated") });
const pairwise = (step: number, value: number) => makePoint(step, value, { meanScore: unknown("pairwise-model") });

describe("a metric that the reward model cannot give", () => {
  test("is absent for the reason that its points name", () => {
    expect(absentMetric(makeCurve([uncalibrated(1, 0.5), uncalibrated(2, 0.6)]), "winProbability")).toBe("not-calibrated");
    expect(absentMetric(makeCurve([pairwise(1, 0.5)]), "meanScore")).toBe("pairwise-model");
  });
  test("also when a point is unknown for a reason of its own", () => {
    const curve = makeCurve([makePoint(1, 0.5, { winProbability: unknown("no-pairs") }), uncalibrated(2, 0.6)]);
    expect(absentMetric(curve, "winProbability")).toBe("not-calibrated");
  });
  test("is not absent while values are merely missing, once one is known, or without any point", () => {
    expect(absentMetric(makeCurve([makePoint(1, 0.5, { winProbability: unknown("too-few-pairs") })]), "winProbability")).toBeNull();
    expect(absentMetric(makeCurve([uncalibrated(1, 0.5), makePoint(2, 0.5)]), "winProbability")).toBeNull();
    expect(absentMetric(makeCurve([]), "meanScore")).toBeNull();
  });
  test("has no column in the table; the others stay", () => {
    const keys = (curve: Parameters<typeof tableRows>[0]) => tableRows(curve, null).columns.map(({ key }) => key);
    expect(keys(makeCurve([uncalibrated(1, 0.5)]))).toEqual(["step", "look", "status", "winRate", "meanScore", "change", "nPrompts", "outcomes", "absent", "nTruncated", "meanLength"]);
    expect(keys(makeCurve([pairwise(1, 0.5)]))).not.toContain("meanScore");
  });
  test("is explained in a sentence, shorter in a cell, and a code without words is shown as it is", () => {
    expect(reasonSentence("not-calibrated")).toMatch(/^No win probability: .*calibrated temperature/);
    expect(reasonSentence("pairwise-model")).toMatch(/^No mean score: /);
    expect([reasonWords("not-calibrated"), reasonWords("pairwise-model")]).toEqual(["not calibrated", "none from a pairwise model"]);
    expect(reasonSentence("some-new-code")).toBe("Some new code.");
  });
});

describe("best checkpoint without win probability", () => {
  const curve = makeCurve([uncalibrated(100, 0.5), uncalibrated(200, 0.7)]);
  const best = makeBest(200, estimate(0.66));

  test("is picked by win rate, whose high-water line carries the shrunk value", () => {
    expect(leadMetric(curve)).toBe("winRate");
    expect(prepareCurve(curve, "winRate", { best }).highWater).toMatchObject({ step: 200, value: 0.66, shrunk: true });
    expect(prepareCurve(curve, "meanScore", { best }).highWater).toMatchObject({ value: 7, shrunk: false });
  });
  test("with win probability, win rate keeps its own value", () => {
    const known = makeCurve([makePoint(100, 0.5), makePoint(200, 0.7)]);
    expect(leadMetric(known)).toBe("winProbability");
    expect(prepareCurve(known, "winRate", { best }).highWater).toMatchObject({ value: 0.7, shrunk: false });
  });
});
