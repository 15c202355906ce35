import { describe, expect, test } from "vitest";
import type { Contrast } from "@/lib/detect/contrast";
import { scanLook } from "@/lib/detect/scan-look";
import { scanRun } from "@/lib/detect/scan-run";
import { spending } from "@/lib/detect/spending";
import { tTail } from "@/lib/stats/t-tail";
import { golden, goldenPlan as plan, looksOf } from "./golden-detector";
import { golden as goldenStats } from "../stats/golden";

/** Within 1e-9, or for probabilities 1e-6 of the number. */
const near = (actual: number, expected: number) => expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(1e-9);
const nearP = (actual: number, expected: number) => expect(Math.abs(actual / expected - 1), `${actual} for ${expected}`).toBeLessThanOrEqual(1e-6);
const matrix = golden.block_scan.x_rows_are_prompts;

function expectContrasts(actual: readonly Contrast[], expected: typeof golden.block_scan.looks[number]["contrasts"], k: number) {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((want, i) => {
    const got = actual[i]!;
    expect(got.a).toBe(want.recent_len);
    expect(got.blockSteps).toEqual([0, 1, 2, 3].map((s) => s + 4 * (want.ref_block - 1)));
    expect(got.windowSteps).toEqual(Array.from({ length: want.recent_len }, (_, j) => k - want.recent_len + j));
    expect(got.nUnits).toBe(want.n);
    for (const [a, b] of [[got.drop, want.diff], [got.se, want.se], [got.guard, want.guard], [got.z, want.z], [got.level, want.level]] as const) near(a, b);
    nearP(got.p, want.p);
    nearP(got.adjustedP, want.adj_p);
    expect(got.fired).toBe(want.crossed);
  });
}

describe("golden vectors", () => {
  test("the error budget of each look", () => {
    const { H, eta, values, partial_sum_to_1000 } = golden.spending;
    for (const { k, gamma } of values) near(spending(k, { expectedLooks: H, eta }), gamma);
    let sum = 0;
    for (let k = 1; k <= 1000; k++) sum += spending(k, { expectedLooks: H, eta });
    near(sum, partial_sum_to_1000);
  });

  test("the tail of t as far out as the detector goes", () => {
    for (const { z, df, expected } of goldenStats.t_sf) nearP(tTail(z, df), expected);
  });

  test("every contrast of every look, the first alarm and the running adjusted p", () => {
    const scan = scanRun({ looks: looksOf(matrix), plan, clusters: null, allContrasts: true });
    golden.block_scan.looks.forEach((want, i) => {
      expectContrasts(scan.looks[i]!.contrasts, want.contrasts, want.look);
      nearP(scan.looks[i]!.runningAdjustedP, want.running_adj_p);
    });
    expect(scan.firstAlarm!.k).toBe(golden.block_scan.first_alarm.look);
    const fired = scan.looks[scan.firstAlarm!.k - 1]!.contrasts.filter((contrast) => contrast.fired);
    expect(fired.map(({ a, blockSteps }) => [a, blockSteps[0]! / 4 + 1])).toContainEqual([golden.block_scan.first_alarm.recent_len, golden.block_scan.first_alarm.ref_block]);
  });

  test("complete cases of each contrast where values are missing", () => {
    const { missing, last_look, first_alarm } = golden.block_scan_missing;
    const holed = matrix.map((row, prompt) => row.map((value, look) => (missing.some(([p, l]) => p === prompt && (l === look || l === "all looks")) ? NaN : value)));
    const scan = scanRun({ looks: looksOf(holed), plan, clusters: null, allContrasts: true });
    expectContrasts(scan.looks[last_look.look - 1]!.contrasts, last_look.contrasts, last_look.look);
    nearP(scan.adjustedP, last_look.running_adj_p);
    expect(scan.firstAlarm).toMatchObject({ k: first_alarm.look, contrast: { a: first_alarm.recent_len } });
    expect(scan.firstAlarm!.contrast.blockSteps[0]! / 4 + 1).toBe(first_alarm.ref_block);
  });

  test("steps out of order: contrasts by step, budget by arrival", () => {
    const { arrival, looks, first_alarm } = golden.block_scan_late;
    const scan = scanRun({ looks: looksOf(matrix, arrival), plan, clusters: null, allContrasts: true });
    looks.forEach((want, i) => {
      const got = scan.looks[i]!;
      expect(got.contrasts.map(({ blockSteps, windowSteps }) => [blockSteps, windowSteps])).toEqual(want.contrasts.map((c) => [c.block_steps, c.window_steps]));
      want.contrasts.forEach((c, j) => {
        const contrast = got.contrasts[j]!;
        for (const [a, b] of [[contrast.drop, c.diff], [contrast.se, c.se], [contrast.z, c.z], [contrast.level, c.level]] as const) near(a, b);
        nearP(contrast.p, c.p);
        nearP(contrast.adjustedP, c.adj_p);
        expect(contrast.fired).toBe(c.crossed);
      });
      nearP(got.runningAdjustedP, want.running_adj_p);
    });
    expect(scan.firstAlarm!.k).toBe(first_alarm.look);
    expect([scan.firstAlarm!.contrast.blockSteps, scan.firstAlarm!.contrast.windowSteps]).toEqual([first_alarm.block_steps, first_alarm.window_steps]);
  });
});

test("a replay gives what one scan after each arrival gives, whatever arrived later", () => {
  const looks = looksOf(matrix, golden.block_scan_late.arrival);
  const replay = scanRun({ looks: [...looks].reverse(), plan, clusters: null, allContrasts: true });
  for (let k = 1; k <= looks.length; k++) {
    const { runningAdjustedP, ...replayed } = replay.looks[k - 1]!;
    expect(replayed).toEqual(scanLook({ looks: looks.slice(0, k), at: k, plan, clusters: null, allContrasts: true }));
    expect(runningAdjustedP).toBe(Math.min(...replay.looks.slice(0, k).map(({ adjustedP }) => adjustedP)));
  }
});
