import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bestCheckpoint, type BestCheckpoint, type BestCheckpointInput } from "@/lib/detect/best-checkpoint";
import { seededNormal } from "@/lib/stats/seeded-normal";
import { sigmoid } from "@/lib/stats/sigmoid";
import { columns, goldenDecisions } from "../stats/golden-decisions";

type Loose = Pick<BestCheckpointInput, "values"> & Partial<BestCheckpointInput>;
const decide = (input: Loose) => bestCheckpoint({ clusters: null, seed: 7, steps: input.values.map((_, t) => 100 * (t + 1)), ...input });
function best(input: Loose): BestCheckpoint {
  const result = decide(input);
  if (result.kind !== "estimate") throw new Error(result.reason);
  return result;
}
const numbersOf = ({ smooth, mean, se, statistic, critical, band, shrunk, selectionBias }: BestCheckpoint) =>
  [...smooth, ...mean, ...se, ...statistic, ...critical, ...band.flatMap(({ low, high }) => [low, high]), shrunk.value, shrunk.low, shrunk.high, selectionBias];

/** Win probabilities of prompts with their own levels, at each look's level of the margin. */
function makeRun(levels: readonly number[], nPrompts: number, seed: number): Float64Array[] {
  const normals = seededNormal(seed), own = new Float64Array(nPrompts), noise = new Float64Array(nPrompts);
  normals(own);
  return levels.map((level) => {
    normals(noise);
    return own.map((a, i) => sigmoid(level + 1.2 * a + noise[i]!));
  });
}
const peaked = Array.from({ length: 20 }, (_, t) => -0.08 * Math.abs(t - 12));

describe("the best set", () => {
  test("agrees with values computed elsewhere: statistics exactly, critical values within the noise of the draws", () => {
    const { x_rows_are_prompts, rows } = goldenDecisions.best_set;
    const result = best({ values: columns(x_rows_are_prompts), range: { low: -Infinity, high: Infinity }, draws: 20_000 });
    rows.forEach(({ step, stat, crit, in_set }, t) => {
      expect(Math.abs(result.statistic[t]! - stat)).toBeLessThan(1e-9);
      expect(Math.abs(result.critical[t]! - crit), `${result.critical[t]} against ${crit}`).toBeLessThan(0.03);
      expect(result.bestSet.includes(100 * step)).toBe(in_set);
    });
  });
  test("holds the best checkpoint in about 95 runs of 100 or more, and the band all means", () => {
    let inSet = 0, inBand = 0;
    const nRuns = 150, levels = [-0.1, -0.05, 0, 0.05, 0, -0.1];
    // The mean of sigmoid(level + sqrt(1.2^2 + 1) z) over z, by the midpoint rule on 20,000 quantiles.
    const z = new Float64Array(20_000);
    seededNormal(5)(z);
    const truth = levels.map((level) => z.reduce((sum, v) => sum + sigmoid(level + Math.sqrt(2.44) * v) + sigmoid(level - Math.sqrt(2.44) * v), 0) / (2 * z.length));
    for (let run = 0; run < nRuns; run++) {
      const result = best({ values: makeRun(levels, 200, 1000 + run), draws: 400, seed: run });
      if (result.bestSet.includes(400)) inSet++;
      if (result.band.every(({ low, high }, t) => low <= truth[t]! && truth[t]! <= high)) inBand++;
    }
    expect(inSet / nRuns).toBeGreaterThan(0.92);
    expect(inBand / nRuns).toBeGreaterThan(0.9);
    expect(inBand / nRuns).toBeLessThan(1);
  });
  test("narrows as prompts are added", () => {
    const sizes = [60, 600, 6000].map((n) => best({ values: makeRun(peaked, n, 3), draws: 500 }).bestSet.length);
    expect(sizes[0]).toBeGreaterThan(sizes[1]!);
    expect(sizes[1]).toBeGreaterThan(sizes[2]!);
  });
});

describe("the best checkpoint", () => {
  const values = makeRun(peaked, 400, 9);

  test("is the largest five-look mean, is in its set, and one seed gives one answer", () => {
    const a = best({ values, draws: 500 }), b = best({ values, draws: 500 });
    expect(b).toEqual(a);
    expect(a.chosen.index).toBe(a.smooth.indexOf(Math.max(...a.smooth)));
    expect(a.bestSet).toContain(a.chosen.step);
    expect(best({ values, draws: 500, seed: 8 }).critical).not.toEqual(a.critical);
    expect({ seed: a.seed, draws: a.draws, nUnits: a.nUnits, reason: a.reason }).toEqual({ seed: 7, draws: 500, nUnits: 400, reason: null });
  });
  test("is reported below its own mean, inside a band that is wider than its pointwise interval", () => {
    const { chosen, mean, se, band, shrunk, selectionBias } = best({ values });
    expect(selectionBias).toBeGreaterThan(0);
    expect(shrunk.value).toBeCloseTo(mean[chosen.index]! - selectionBias, 12);
    expect(shrunk.low).toBeLessThan(mean[chosen.index]! - 1.96 * se[chosen.index]!);
    expect([shrunk.low, shrunk.high]).toEqual([band[chosen.index]!.low, band[chosen.index]!.high]);
  });
  test("what is taken off for having been selected leaves little of the naive bias on a plateau", () => {
    let naive = 0, corrected = 0;
    const nRuns = 150;
    for (let run = 0; run < nRuns; run++) {
      const { chosen, mean, shrunk } = best({ values: makeRun(Array.from({ length: 30 }, () => 0), 200, 5000 + run), draws: 200, seed: run });
      // All looks are equally good, so that the mean over them knows their common truth much better than one look does.
      const common = mean.reduce((sum, v) => sum + v, 0) / mean.length;
      naive += (mean[chosen.index]! - common) / nRuns;
      corrected += (shrunk.value - common) / nRuns;
    }
    expect(naive).toBeGreaterThan(0.01);
    expect(corrected).toBeGreaterThan(-0.002);
    expect(corrected).toBeLessThan(0.35 * naive);
  });
  test("the earliest within tolerance lies no later, and a wider tolerance moves it no later", () => {
    const steps = [0.001, 0.03, 0.06, 1].map((tolerance) => best({ values, tolerance, draws: 200 }).earliestWithin);
    expect(steps[0]).toBeLessThanOrEqual(best({ values }).chosen.step);
    for (let k = 1; k < steps.length; k++) expect(steps[k]).toBeLessThanOrEqual(steps[k - 1]!);
    expect(steps.at(-1)).toBe(100);
  });
});

describe("edges", () => {
  const one = makeRun([0.3], 80, 2)[0]!;

  test("one look is its own set", () => {
    const result = best({ values: [one] });
    expect(result).toMatchObject({ chosen: { index: 0, step: 100 }, bestSet: [100], earliestWithin: 100, statistic: [0], critical: [0] });
    expect(numbersOf(result).every(Number.isFinite)).toBe(true);
    expect(Math.abs(result.selectionBias)).toBeLessThan(0.01);
  });
  test("copies of one checkpoint cannot be told apart, whatever their number", () => {
    const result = best({ values: Array.from({ length: 9 }, () => one) });
    expect(result.bestSet).toHaveLength(9);
    expect(result.chosen.step).toBe(100);
    expect(numbersOf(result).every(Number.isFinite)).toBe(true);
  });
  test("a copy of the best checkpoint is in the set with it, and takes nobody else in or out", () => {
    const values = makeRun([-2, 0, 0.1, -2], 300, 4);
    expect(best({ values: [...values.slice(0, 3), values[2]!, values[3]!] }).bestSet).toEqual([200, 300, 400]);
    expect(best({ values }).bestSet).toEqual([200, 300]);
  });
  test("ties only: all looks are in the set, around one half, as wide as the prompts leave it", () => {
    const result = best({ values: Array.from({ length: 5 }, () => new Float64Array(200).fill(0.5)) });
    expect(result.bestSet).toHaveLength(5);
    expect(result.chosen.step).toBe(100);
    expect(result.selectionBias).toBe(0);
    expect(result.band[0]!.low).toBeGreaterThan(0.48);
    expect(result.band[0]!.low).toBeLessThan(0.492); // wider than one look alone: five are held at once
    expect(result.shrunk.value).toBe(0.5);
  });
  test("fewer than fifty prompts are computed, and said to be few", () => {
    expect(best({ values: makeRun([0, 1], 49, 1) }).reason).toBe("few-units");
    expect(best({ values: makeRun([0, 1], 50, 1) }).reason).toBeNull();
    expect(best({ values: makeRun([0, 1], 60, 1), clusters: Array.from({ length: 60 }, (_, i) => i >> 1) }).reason).toBe("few-units");
  });
  test("without looks, prompts or a second cluster nothing is said", () => {
    expect(decide({ values: [] })).toEqual({ kind: "insufficient", reason: "no-looks", nUnits: 0 });
    expect(decide({ values: [new Float64Array(3).fill(NaN)] })).toMatchObject({ reason: "no-looks" });
    expect(decide({ values: [Float64Array.of(0.3), Float64Array.of(0.4)] })).toMatchObject({ reason: "too-few-units", nUnits: 1 });
    expect(decide({ values: [Float64Array.of(0.3, 0.2)], clusters: [4, 4] })).toMatchObject({ reason: "too-few-units" });
  });
  test("a look without any value is left out, and single prompts may be missing", () => {
    const values = makeRun([0, 0.2, 0.1], 100, 6);
    const gone = new Float64Array(100).fill(NaN);
    const holed = values.map((look, t) => look.map((v, i) => (i % 50 === t ? NaN : v)));
    expect(best({ values: [values[0]!, gone, values[1]!, values[2]!] }).steps).toEqual([100, 300, 400]);
    const result = best({ values: holed });
    expect(numbersOf(result).every(Number.isFinite)).toBe(true);
    expect(result.mean[0]!).toBeCloseTo(holed[0]!.filter(Number.isFinite).reduce((sum, v) => sum + v, 0) / 98, 12);
  });
  test("fewer prompts than looks, and single precision, do no harm", () => {
    const result = best({ values: makeRun(peaked, 8, 6).map((look) => Float32Array.from(look)) });
    expect(numbersOf(result).every(Number.isFinite)).toBe(true);
    expect(result.reason).toBe("few-units");
  });
  test("steps that do not rise, and looks of another length, are refused", () => {
    expect(() => decide({ values: [one, one], steps: [2, 2] })).toThrow(RangeError);
    expect(() => decide({ values: [one, one], steps: [1] })).toThrow(RangeError);
    expect(() => decide({ values: [one, one.slice(1)] })).toThrow(RangeError);
  });
});

describe("for any looks", () => {
  const looks = fc.integer({ min: 2, max: 25 }).chain((n) => fc.array(fc.array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 1, NaN)), { minLength: n, maxLength: n }), { minLength: 1, maxLength: 7 }));
  const near = (a: BestCheckpoint, b: BestCheckpoint) => {
    const [x, y] = [numbersOf(a), numbersOf(b)];
    x.forEach((v, i) => expect(Math.abs(v - y[i]!)).toBeLessThan(1e-6 * Math.max(1, Math.abs(v))));
  };

  test("every number is finite, bands hold their means and stay in [0, 1], the set is never empty", () => {
    fc.assert(fc.property(looks, (values) => {
      const result = decide({ values, draws: 50 });
      if (result.kind !== "estimate") return;
      expect(numbersOf(result).every(Number.isFinite)).toBe(true);
      expect(result.bestSet).toContain(result.chosen.step);
      result.band.forEach(({ low, high }, t) => {
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(result.mean[t]! + 1e-12);
        expect(high).toBeGreaterThanOrEqual(result.mean[t]! - 1e-12);
      });
      expect(result.shrunk.low).toBeLessThanOrEqual(result.shrunk.value);
      expect(result.shrunk.high).toBeGreaterThanOrEqual(result.shrunk.value);
      expect(result.steps).toContain(result.earliestWithin);
      expect(result.earliestWithin).toBeLessThanOrEqual(result.chosen.step);
    }), { numRuns: 200 });
  });
  test("the order of prompts does not matter, and asking every prompt twice within its cluster is no new evidence", () => {
    const spread = fc.integer({ min: 5, max: 25 }).chain((n) => fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: n, maxLength: n }), { minLength: 2, maxLength: 5 }));
    fc.assert(fc.property(spread, (values) => {
      const a = best({ values, draws: 50 });
      near(best({ values: values.map((look) => [...look].reverse()), draws: 50 }), a);
      near(best({ values: values.map((look) => look.flatMap((v) => [v, v])), clusters: values[0]!.flatMap((_, i) => [i, i]), draws: 50 }), a);
    }), { numRuns: 50 });
  });
  test("100 000 prompts at 10 looks end within seconds", () => {
    const start = performance.now();
    expect(best({ values: makeRun(peaked.slice(0, 10), 100_000, 1) }).nUnits).toBe(100_000);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
