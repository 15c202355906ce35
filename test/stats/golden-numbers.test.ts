import { describe, expect, test } from "vitest";
import { clusteredMean } from "@/lib/stats/clustered-mean";
import { effectiveSize } from "@/lib/stats/effective-size";
import { logSigmoid } from "@/lib/stats/log-sigmoid";
import { logitTInterval } from "@/lib/stats/logit-t-interval";
import { mcnemarExact } from "@/lib/stats/mcnemar-exact";
import { meanInterval } from "@/lib/stats/mean-interval";
import { normalQuantile } from "@/lib/stats/normal-quantile";
import { pairedDifference } from "@/lib/stats/paired-difference";
import { sigmoid } from "@/lib/stats/sigmoid";
import { signFlipExact } from "@/lib/stats/sign-flip-exact";
import { tQuantile } from "@/lib/stats/t-quantile";
import { tTail } from "@/lib/stats/t-tail";
import { wilsonInterval } from "@/lib/stats/wilson";
import { winIndicator } from "@/lib/stats/win-indicator";
import { float, golden, goldenIntervals } from "./golden";

const within = (actual: number, expected: number, tolerance: number) => {
  expect(Math.abs(actual - expected), `${actual} against ${expected}`).toBeLessThanOrEqual(tolerance);
};
const near = (actual: number, expected: number) => within(actual, expected, 1e-9);
const nearP = (actual: number, expected: number) => within(actual, expected, 1e-6 * expected);

describe("values computed elsewhere", () => {
  test.each(golden.normal_ppf)("normal quantile of $p", ({ p, expected }) => near(normalQuantile(p), expected));

  test.each(golden.t_sf)("upper tail of t at $z with $df degrees of freedom", ({ z, df, expected }) => nearP(tTail(z, df), expected));

  test.each(golden.t_sf.filter(({ expected }) => expected > 1e-6))("t quantile undoes the tail at $z, $df", ({ z, df, expected }) => {
    within(tQuantile(1 - expected, df), z, 1e-6);
  });

  test.each(golden.sigmoid)("sigmoid and its logarithm at $x", (row) => {
    const x = float(row.x), expected = float(row.sigmoid), expectedLog = float(row.log_sigmoid);
    if (Number.isNaN(x)) {
      expect([sigmoid(x), logSigmoid(x)]).toEqual([NaN, NaN]);
      return;
    }
    within(sigmoid(x), expected, Math.max(1e-12 * expected, 1e-300));
    if (Number.isFinite(expectedLog)) within(logSigmoid(x), expectedLog, 1e-12 * Math.abs(expectedLog));
    else expect(logSigmoid(x)).toBe(expectedLog);
  });

  test.each(golden.win_indicator)("outcome of $score against $ref, tolerance $tie_eps", ({ score, ref, tie_eps, w }) => {
    expect(winIndicator(float(score), float(ref), tie_eps)).toBe(w);
  });

  test.each(golden.wilson)("Wilson interval of $wins in $n at $conf", ({ wins, n, conf, low, high }) => {
    const interval = wilsonInterval(wins, n, conf);
    near(interval.low, low);
    near(interval.high, high);
  });

  test.each(golden.mcnemar_exact)("exact McNemar of $b and $c", (row) => {
    const result = mcnemarExact(row.b, row.c);
    nearP(result.pTwoSided, row.p_two_sided);
    nearP(result.pMid, row.p_mid);
    nearP(result.pSecondBetter, row.p_one_sided_B_better);
  });

  test("paired difference, independent prompts", () => {
    const { a, b, ...expected } = golden.paired_difference;
    const result = pairedDifference(a, b, null);
    if (result.kind !== "estimate") throw new Error(result.reason);
    near(result.difference, expected.mean_diff);
    near(result.se, expected.se);
    near(result.t, expected.t);
    near(result.low, expected.ci95[0]);
    near(result.high, expected.ci95[1]);
    nearP(result.pTwoSided, expected.p_two_sided);
    expect(result.df).toBe(expected.df);
  });

  test("paired difference in clusters, and by sign flips", () => {
    const { a, b, cluster, ...expected } = golden.paired_difference;
    const result = pairedDifference(a, b, cluster);
    if (result.kind !== "estimate") throw new Error(result.reason);
    near(result.se, expected.cluster_se);
    expect([result.nUnits, result.df]).toEqual([expected.clusters, expected.cluster_df]);
    expect(signFlipExact(a.map((value, i) => value - b[i]!))).toBe(expected.sign_flip_exact_p);
  });

  test.each(Object.entries(goldenIntervals))("intervals: %s", (_, row) => {
    const mean = clusteredMean(row.values, row.clusters);
    near(mean.mean, row.mean);
    near(mean.se, row.se);
    expect([mean.n, mean.nUnits]).toEqual([row.n, row.nUnits]);
    const pairs = [[meanInterval(mean), row.t], [logitTInterval(mean), row.logitT], [wilsonInterval(mean.mean * effectiveSize(mean), effectiveSize(mean)), row.wilson]] as const;
    for (const [actual, expected] of row.logitT ? pairs : pairs.slice(0, 1)) {
      if (expected === undefined) continue;
      near(actual.low, expected.low);
      near(actual.high, expected.high);
    }
    if (row.effectiveSize !== undefined) near(effectiveSize(mean), row.effectiveSize);
  });
});
