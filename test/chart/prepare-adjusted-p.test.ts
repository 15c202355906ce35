import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { formatHeight, prepareAdjustedP } from "@/lib/chart/prepare-adjusted-p";
import { runningAdjustedP } from "@/lib/chart/running-adjusted-p";
import { prepareEpisodes } from "@/lib/chart/prepare-episodes";
import type { Curve, Episode } from "@/lib/contracts";
import { makeCurve, makePoint } from "./make-curve";

const plain = (text: string) => text.replaceAll(/[\u202F\u00A0]/g, " ");
const episode = (number: number, afterLook: number, reason = number === 1 ? "first" : "acknowledged", alpha = 0.05): Episode => ({ number, afterLook, reason, startedAt: "2026-03-01T12:00:00.000Z", plan: { expectedLooks: 100, alpha, delta: 0.005 } });
/** [step, look, adjusted p, number of the episode: 1 where left out] */
const curveOf = (...rows: [number, number, number | null, number?][]) =>
  makeCurve(rows.map(([step, look, adjustedP, number = 1]) => makePoint(step, 0.5, { look, adjustedP, episode: number })), { episodes: [episode(1, 0)] });
const within = (curve: Curve, ...episodes: Episode[]): Curve => ({ ...curve, episodes });
const heights = (segments: readonly { step: number; value: number }[][]) => segments.map((segment) => segment.map(({ step, value }) => [step, Number((10 ** value).toPrecision(3))]));
const drawn = (model: ReturnType<typeof prepareAdjustedP>) => heights(model!.segments);
const level = { errorLevel: 0.05 };

describe("the smallest so far", () => {
  test("is that of the looks that had arrived, not of the steps before", () => {
    // Step 100 arrives last: it knows of everything, and step 400 not of it.
    const curve = curveOf([200, 1, 1], [300, 2, 0.2], [400, 3, 0.5], [100, 4, 0.01]);
    expect(runningAdjustedP(curve).map(({ look, point, running }) => [look, point.step, running])).toEqual([[1, 200, 1], [2, 300, 0.2], [3, 400, 0.2], [4, 100, 0.01]]);
    expect(drawn(prepareAdjustedP(curve, level))).toEqual([[[100, 0.01], [200, 1], [300, 0.2], [400, 0.2]]]);
  });

  test("agrees with the reference for shuffled steps", () => {
    // block_scan_late of test/stats/golden.json, whose script is named there.
    const { looks } = JSON.parse(readFileSync("test/stats/golden.json", "utf8")).block_scan_late as { looks: { look: number; step: number; contrasts: { adj_p: number }[]; running_adj_p: number }[] };
    const curve = curveOf(...looks.map(({ look, step, contrasts }): [number, number, number] => [step, look, Math.min(1, ...contrasts.map((contrast) => contrast.adj_p))]));
    expect(runningAdjustedP(curve).map(({ running }) => running)).toEqual(looks.map(({ running_adj_p }) => expect.closeTo(running_adj_p, 12)));
    expect(looks.at(-1)!.running_adj_p).toBeLessThan(0.05);
  });

  test("of a look that nothing has tested is left out", () => {
    expect(runningAdjustedP(makeCurve([makePoint(100, 0.5, { adjustedP: 0.2, look: 1, episode: null }), makePoint(200, 0.5, { adjustedP: null, look: 2, episode: 1 })]))).toEqual([]);
  });
});

describe("episodes", () => {
  const three = within(curveOf([100, 1, 0.9], [200, 2, 0.01], [300, 3, 0.8, 2], [400, 4, 0.6, 2], [500, 5, 0.7, 3]), episode(1, 0), episode(2, 2), episode(3, 4, "plan-changed", 0.01));
  const model = prepareAdjustedP(three, { errorLevel: 0.01 })!;

  test("each begin anew, the open one apart from those before it", () => {
    expect(drawn(model)).toEqual([[[500, 0.7]]]);
    expect(model.earlier.map(({ number, segments }) => [number, heights(segments)])).toEqual([[1, [[[100, 0.9], [200, 0.01]]]], [2, [[[300, 0.8], [400, 0.6]]]]]);
    expect(model.limit.value).toBe(-2);
    expect(model.yRange.min).toBeLessThan(-2);
  });
  test("are marked where they began, the later ones, and the words say that they are there", () => {
    expect(model.starts.map(({ step, label }) => [step, label])).toEqual([[300, "episode 2"], [500, "episode 3"]]);
    expect(model.caption).toContain("earlier episodes are the quieter lines");
    expect(plain(model.summary)).toBe("Run-adjusted p in episode 3 after look 5, step 500: smallest so far p = .70, from look 5, step 500. An alarm is raised at or below 1 %. "
      + "Episode 1: looks 1 to 2, steps 100 to 200; p = .010 at step 200, alarm level of 5 % reached; ended: alarm acknowledged. Episode 2: looks 3 to 4, steps 300 to 400; p = .60 at step 400, alarm level of 5 % not reached; ended: plan changed.");
  });
  test("are named in a table with their own error level, looks in order of arrival", () => {
    const late = within(curveOf([400, 1, 0.9], [200, 2, 0.6], [300, 3, 0.05, 2], [100, 4, 0.04, 2]), episode(1, 0, "first", 0.01), episode(2, 2));
    expect(prepareEpisodes(late).map(({ looks, steps, smallest, level, reached, began, ended }) => [looks, steps, smallest, level, reached, began, ended].map((cell) => plain(String(cell))))).toEqual([
      ["1 to 2", "400 to 200", "p = .60 at step 200", "1 %", "false", "first look of the run", "alarm acknowledged"],
      ["3 to 4", "300 to 100", "p = .040 at step 100", "5 %", "true", "alarm acknowledged", "open"],
    ]);
  });
  test("that has no look yet says so, and what was before it is still drawn", () => {
    const fresh = prepareAdjustedP(within(curveOf([100, 1, 0.9], [200, 2, 0.01]), episode(1, 0), episode(2, 2)), level)!;
    expect([fresh.segments, fresh.earlier.map(({ segments }) => heights(segments))]).toEqual([[], [[[[100, 0.9], [200, 0.01]]]]]);
    expect(fresh.summary).toContain("Nothing has been tested in episode 2 yet.");
  });
  test("whose looks were all tested again has none, and says so", () => {
    const again = within(curveOf([100, 1, 0.9, 2], [200, 2, 0.8, 2]), episode(1, 0), episode(2, 0, "comparability"));
    expect(prepareEpisodes(again)[0]).toMatchObject({ looks: "none that compares with the present", steps: "–", smallest: "nothing tested", reached: false });
    expect(prepareAdjustedP(again, level)!.earlier).toEqual([]);
  });
  test("a run in its first one needs neither marks nor names", () => {
    const { earlier, starts, caption, summary } = prepareAdjustedP(curveOf([100, 1, 0.9], [200, 2, 0.5]), level)!;
    expect([earlier, starts]).toEqual([[], []]);
    expect(caption + summary).not.toMatch(/episode/i);
  });
});

describe("what is said of it", () => {
  test("whether checkpoints came late, so that the line may rise again over steps", () => {
    expect(prepareAdjustedP(curveOf([100, 2, 0.5], [200, 1, 0.5]), level)!.late).toBe(true);
    expect(prepareAdjustedP(curveOf([100, 1, 0.5], [200, 2, 0.5]), level)!.late).toBe(false);
  });
  test("the latest look, and where the smallest came from", () => {
    const { summary, limit } = prepareAdjustedP(curveOf([100, 1, 0.9], [200, 2, 0.003], [1300, 3, 0.8]), level)!;
    expect(plain(summary)).toBe("Run-adjusted p after look 3, step 1 300: smallest so far p = .003, from look 2, step 200. An alarm is raised at or below 5 %.");
    expect([limit.value, plain(limit.label)]).toEqual([Math.log10(0.05), "alarm at 5 %"]);
  });
});

test("looks that nothing was tested at are gaps, and without any test there is no strip", () => {
  expect(drawn(prepareAdjustedP(curveOf([100, 1, 0.5], [200, 2, null], [300, 3, 0.4]), level))).toEqual([[[100, 0.5]], [[300, 0.4]]]);
  expect(prepareAdjustedP(curveOf([100, 1, null]), level)).toBeNull();
});
test("a p of zero, or below the axis, is drawn at its lower edge", () => {
  const { segments, yRange } = prepareAdjustedP(curveOf([100, 1, 1e-9], [200, 2, 0]), level)!;
  for (const { value } of segments.flat()) expect(value).toBe(-5);
  expect(yRange.min).toBeLessThan(-5);
});
test("heights are written as the p that they stand for", () => {
  expect([0, -1, -2, -5].map(formatHeight)).toEqual(["1", ".1", ".01", ".00001"]);
});
