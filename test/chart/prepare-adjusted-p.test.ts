import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { formatHeight, prepareAdjustedP } from "@/lib/chart/prepare-adjusted-p";
import { runningAdjustedP } from "@/lib/chart/running-adjusted-p";
import type { Episode } from "@/lib/contracts";
import { makeCurve, makePoint } from "./make-curve";

const plain = (text: string) => text.replaceAll(/[\u202F\u00A0]/g, " ");
const episode = (number: number, afterLook: number): Episode => ({ number, afterLook, reason: "acknowledged", startedAt: "2026-03-01T12:00:00.000Z", plan: { expectedLooks: 100, alpha: 0.05, delta: 0.005 } });
/** [step, look, adjusted p] */
const curveOf = (...rows: [number, number, number | null][]) => makeCurve(rows.map(([step, look, adjustedP]) => makePoint(step, 0.5, { look, adjustedP })));
const drawn = (model: ReturnType<typeof prepareAdjustedP>) => model!.segments.map((segment) => segment.map(({ step, value }) => [step, Number((10 ** value).toPrecision(3))]));

describe("the smallest so far", () => {
  test("is that of the looks that had arrived, not of the steps before", () => {
    // Step 100 arrives last: it knows of everything, and step 400 not of it.
    const curve = curveOf([200, 1, 1], [300, 2, 0.2], [400, 3, 0.5], [100, 4, 0.01]);
    expect(runningAdjustedP(curve, null).map(({ look, point, running }) => [look, point.step, running])).toEqual([[1, 200, 1], [2, 300, 0.2], [3, 400, 0.2], [4, 100, 0.01]]);
    expect(drawn(prepareAdjustedP(curve, { errorLevel: 0.05, episode: null }))).toEqual([[[100, 0.01], [200, 1], [300, 0.2], [400, 0.2]]]);
  });

  test("agrees with the reference for shuffled steps", () => {
    // block_scan_late of test/stats/golden.json, whose script is named there.
    const { looks } = JSON.parse(readFileSync("test/stats/golden.json", "utf8")).block_scan_late as { looks: { look: number; step: number; contrasts: { adj_p: number }[]; running_adj_p: number }[] };
    const curve = curveOf(...looks.map(({ look, step, contrasts }): [number, number, number] => [step, look, Math.min(1, ...contrasts.map((contrast) => contrast.adj_p))]));
    expect(runningAdjustedP(curve, null).map(({ running }) => running)).toEqual(looks.map(({ running_adj_p }) => expect.closeTo(running_adj_p, 12)));
    expect(looks.at(-1)!.running_adj_p).toBeLessThan(0.05);
  });

  test("begins anew in each episode", () => {
    const curve = curveOf([100, 1, 0.9], [200, 2, 0.01], [300, 3, 0.8], [400, 4, 0.6]);
    expect(drawn(prepareAdjustedP(curve, { errorLevel: 0.05, episode: episode(2, 2) }))).toEqual([[[100, 0.9], [200, 0.01]], [[300, 0.8], [400, 0.6]]]);
  });

  test("of several earlier episodes only the open one is drawn, and how many looks are not", () => {
    const model = prepareAdjustedP(curveOf([100, 1, 0.9], [200, 2, 0.01], [300, 3, 0.8]), { errorLevel: 0.05, episode: episode(3, 2) });
    expect(drawn(model)).toEqual([[[300, 0.8]]]);
    expect(model!.caption).toContain("2 looks of earlier episodes are not drawn");
  });
});

describe("what is said of it", () => {
  test("whether checkpoints came late, so that the line may rise again over steps", () => {
    expect(prepareAdjustedP(curveOf([100, 2, 0.5], [200, 1, 0.5]), { errorLevel: 0.05, episode: null })!.late).toBe(true);
    expect(prepareAdjustedP(curveOf([100, 1, 0.5], [200, 2, 0.5]), { errorLevel: 0.05, episode: null })!.late).toBe(false);
  });
  test("the latest look, and where the smallest came from", () => {
    const { summary, limit } = prepareAdjustedP(curveOf([100, 1, 0.9], [200, 2, 0.003], [1300, 3, 0.8]), { errorLevel: 0.05, episode: null })!;
    expect(plain(summary)).toBe("Run-adjusted p after look 3, step 1 300: smallest so far p = .003, from look 2, step 200. An alarm is raised at or below 5 %.");
    expect([limit.value, plain(limit.label)]).toEqual([Math.log10(0.05), "alarm at 5 %"]);
  });
});

test("looks that nothing was tested at are gaps, and without any test there is no strip", () => {
  expect(drawn(prepareAdjustedP(curveOf([100, 1, 0.5], [200, 2, null], [300, 3, 0.4]), { errorLevel: 0.05, episode: null }))).toEqual([[[100, 0.5]], [[300, 0.4]]]);
  expect(prepareAdjustedP(curveOf([100, 1, null]), { errorLevel: 0.05, episode: null })).toBeNull();
});
test("a p of zero, or below the axis, is drawn at its lower edge", () => {
  const { segments, yRange } = prepareAdjustedP(curveOf([100, 1, 1e-9], [200, 2, 0]), { errorLevel: 0.05, episode: null })!;
  for (const { value } of segments.flat()) expect(value).toBe(-5);
  expect(yRange.min).toBeLessThan(-5);
});
test("heights are written as the p that they stand for", () => {
  expect([0, -1, -2, -5].map(formatHeight)).toEqual(["1", ".1", ".01", ".00001"]);
});
