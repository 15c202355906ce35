import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clusteredMean } from "@/lib/stats/clustered-mean";
import { tTail } from "@/lib/stats/t-tail";
import { planOf, type DetectorPlan } from "@/lib/detect/detector-plan";
import { contrastsOfLook } from "@/lib/detect/contrasts-of-look";
import { meanAndVariance, unitsOf } from "@/lib/detect/mean-and-variance";
import type { Look } from "@/lib/detect/look";
import { restrictLooks } from "@/lib/detect/restrict-looks";
import { scanLook } from "@/lib/detect/scan-look";
import { scanRun } from "@/lib/detect/scan-run";
import { spending } from "@/lib/detect/spending";
import { looksAt, makeLooks } from "./make-looks";

const plan: DetectorPlan = { ...planOf({ expectedLooks: 20, alpha: 0.05, delta: 0.005 }), minUnits: 5, maxExcludedShare: 1 };
const value = fc.oneof({ weight: 20, arbitrary: fc.float({ min: 0, max: 1, noNaN: true }) }, { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, 0.5) });
const nLooks = 11;
/** [prompts][looks] */
const matrix = fc.array(fc.array(value, { minLength: nLooks, maxLength: nLooks }), { minLength: 5, maxLength: 40 });
const permutation = fc.shuffledSubarray(Array.from({ length: nLooks }, (_, t) => t), { minLength: nLooks, maxLength: nLooks });
const toLooks = (rows: readonly (readonly number[])[], order: readonly number[]): Look[] =>
  order.map((t, i) => ({ step: 100 * t, arrival: i + 1, values: Float64Array.from(rows, (row) => row[t]!), incomplete: false }));
const scanAll = (looks: Look[], clusters: Int32Array | null = null) => scanRun({ looks, plan, clusters, allContrasts: true });
const near = (a: number, b: number, tolerance = 1e-9) => expect(Math.abs(a - b), `${a} and ${b}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(b)));

describe("for any values and any order of arrival", () => {
  test("the order of prompts does not matter", () => {
    fc.assert(fc.property(matrix, permutation, (rows, order) => {
      const a = scanAll(toLooks(rows, order)), b = scanAll(toLooks([...rows].reverse(), order));
      a.looks.forEach((look, i) => {
        near(look.adjustedP, b.looks[i]!.adjustedP, 1e-7);
        expect(look.nContrasts).toBe(b.looks[i]!.nContrasts);
      });
    }), { numRuns: 60 });
  });

  test("asking every prompt twice within its cluster is no new evidence", () => {
    fc.assert(fc.property(matrix, permutation, (rows, order) => {
      const twice = Int32Array.from({ length: 2 * rows.length }, (_, i) => i >> 1);
      const a = scanAll(toLooks(rows, order)), b = scanAll(toLooks(rows.flatMap((row) => [row, row]), order), twice);
      a.looks.forEach((look, i) => look.contrasts.forEach((contrast, j) => {
        const other = b.looks[i]!.contrasts[j]!;
        expect(other.nUnits).toBe(contrast.nUnits);
        near(other.se, contrast.se, 1e-12);
        near(other.p, contrast.p, 1e-7);
      }));
    }), { numRuns: 60 });
  });

  test("clusters of one prompt each are no clusters", () => {
    fc.assert(fc.property(matrix, (rows) => {
      const order = rows[0]!.map((_, t) => t);
      const a = scanAll(toLooks(rows, order)), b = scanAll(toLooks(rows, order), Int32Array.from(rows, (_, i) => 7 * i + 3));
      a.looks.forEach((look, i) => near(look.adjustedP, b.looks[i]!.adjustedP));
    }), { numRuns: 40 });
  });

  test("every number is finite, the bound is at the level, the smallest adjusted p is reported, and the budget of all looks stays within alpha", () => {
    fc.assert(fc.property(matrix, permutation, (rows, order) => {
      // A slow fall, so that adjusted p is not 1 everywhere.
      const { looks } = scanAll(toLooks(rows.map((row) => row.map((x, t) => x - 0.04 * t)), order));
      let spent = 0;
      for (const { contrasts, adjustedP, strongest } of looks) {
        expect(adjustedP).toBeGreaterThanOrEqual(0);
        expect(adjustedP).toBe(Math.min(1, ...contrasts.map((contrast) => contrast.adjustedP)));
        expect(strongest?.adjustedP ?? 1).toBe(adjustedP);
        for (const { drop, se, guard, z, p, level, dropLow, nUnits } of contrasts) {
          expect([drop, se, guard, z, p, level, dropLow].every(Number.isFinite)).toBe(true);
          near(tTail((drop - dropLow) / se, nUnits - 1) / level, 1, 1e-6);
          expect(guard).toBeGreaterThanOrEqual(0);
          spent += level;
        }
      }
      expect(spent).toBeLessThanOrEqual(plan.alpha * (1 + 1e-12));
    }), { numRuns: 60 });
  });

  test("the mean and its variance are those of lib/stats", () => {
    fc.assert(fc.property(fc.array(fc.tuple(value, fc.nat({ max: 8 })), { minLength: 1, maxLength: 50 }), (prompts) => {
      const ids = prompts.map(([, id]) => id), finite = prompts.filter(([x]) => Number.isFinite(x));
      const got = meanAndVariance(Float64Array.from(prompts, ([x]) => x), unitsOf(prompts.length, ids));
      const want = clusteredMean(finite.map(([x]) => x), finite.map(([, id]) => id));
      expect([got.n, got.nUnits]).toEqual([want.n, want.nUnits]);
      if (got.n === 0) return;
      near(got.mean, want.mean);
      if (got.nUnits > 1) near(got.variance, want.se ** 2);
      else expect(got.variance).toBeNaN();
    }));
  });
});

describe("contrasts of a look", () => {
  const of = (nLooks: number, position: number, blockSize = 4) =>
    contrastsOfLook({ nLooks, position, blockSize }).map(({ a, blockStart, windowStart }) => [a, blockStart, windowStart]);

  test("in step order: each of the two newest windows against every block completed before it", () => {
    for (let k = 1; k <= 60; k++) {
      for (const blockSize of [1, 2, 4]) {
        const want = (blockSize === 1 ? [1] : [1, blockSize]).flatMap((a) =>
          Array.from({ length: Math.max(0, Math.floor((k - a) / blockSize)) }, (_, j) => [a, j * blockSize, k - a]));
        expect(of(k, k - 1, blockSize)).toEqual(want);
      }
    }
  });

  test("a late look also sets its own block against the newest looks, once", () => {
    expect(of(9, 0)).toEqual([[1, 0, 8], [4, 0, 5]]);
    expect(of(6, 5)).toEqual([[1, 0, 5]]);
    expect(of(5, 2)).toEqual([[1, 0, 4]]);
    expect(of(4, 1)).toEqual([]);
  });

  test("the levels of all contrasts of all looks add up to no more than alpha, however long the run", () => {
    const long = planOf({ expectedLooks: 12, alpha: 0.05, delta: 0 });
    let spent = 0;
    for (let k = 1; k <= 400; k++) {
      const places = contrastsOfLook({ nLooks: k, position: (k * 37) % k, blockSize: long.blockSize });
      for (const { nSame } of places) spent += (long.alpha * spending(k, long)) / 2 / nSame;
    }
    expect(spent).toBeLessThanOrEqual(long.alpha);
  });
});

describe("runs without a drop", () => {
  const strict: DetectorPlan = { ...planOf({ expectedLooks: 20, alpha: 0.05, delta: 0 }) };

  test("a run that only rises never alarms, with any number of prompts and in any order of arrival", () => {
    const rising = looksAt(Array.from({ length: 20 }, (_, t) => 0.3 + 0.02 * t), 20_000, 0.05);
    const shuffled = rising.map((look, t) => ({ ...look, arrival: ((7 * t) % 20) + 1 }));
    for (const looks of [rising, shuffled]) {
      const scan = scanRun({ looks, plan: strict, clusters: null });
      expect(scan.looks.some(({ nContrasts }) => nContrasts > 0)).toBe(true);
      expect(scan.firstAlarm).toBeNull();
      expect(scan.adjustedP).toBe(1);
    }
  });

  test("values that are all the same raise no alarm", () => {
    const scan = scanRun({ looks: makeLooks(Array.from({ length: 12 }, () => Array.from({ length: 100 }, () => 0.5))), plan: strict, clusters: null, allContrasts: true });
    expect(scan.looks.at(-1)!.nContrasts).toBeGreaterThan(0);
    expect(scan.firstAlarm).toBeNull();
    for (const { contrasts } of scan.looks) for (const { drop, z } of contrasts) expect([drop, z]).toEqual([0, 0]);
  });

  test("one look, one prompt, and prompts without a value are no evidence", () => {
    const one = scanLook({ looks: looksAt([0.5], 100), at: 1, plan: strict, clusters: null });
    expect(one).toMatchObject({ adjustedP: 1, nContrasts: 0, strongest: null, fired: null, held: false });
    for (const rows of [Array.from({ length: 9 }, (_, t) => [1 - t / 10]), Array.from({ length: 9 }, () => Array.from({ length: 60 }, () => NaN)), Array.from({ length: 9 }, () => [])]) {
      const scan = scanRun({ looks: makeLooks(rows), plan: { ...strict, minUnits: 1 }, clusters: null });
      expect(scan.adjustedP).toBe(1);
      expect(scan.looks.every(({ nContrasts }) => nContrasts === 0)).toBe(true);
      expect(scan.looks.at(-1)!.nSkipped).toBeGreaterThan(0);
    }
  });
});

describe("too little or unlike data", () => {
  const fallen = [0.6, 0.6, 0.6, 0.6, 0.6, 0.4];
  const plan50 = planOf({ expectedLooks: 20, alpha: 0.05, delta: 0.005 });

  test("a contrast of fewer prompts, or clusters, than the minimum is not tested", () => {
    const scan = (nPrompts: number, clusters: Int32Array | null) => scanRun({ looks: looksAt(fallen, nPrompts), plan: plan50, clusters }).looks[5]!;
    expect(scan(49, null)).toMatchObject({ nContrasts: 0, nSkipped: 1, fired: null });
    expect(scan(50, null)).toMatchObject({ nContrasts: 1, nSkipped: 0 });
    expect(scan(50, null).fired).not.toBeNull();
    expect(scan(98, Int32Array.from({ length: 98 }, (_, i) => i >> 1))).toMatchObject({ nContrasts: 0, nSkipped: 1 });
  });

  test("an incomplete look is computed, never fires and never counts, in the window and in the block", () => {
    for (const incomplete of [6, 2]) {
      const looks = looksAt(fallen, 100).map((look) => ({ ...look, incomplete: look.arrival === incomplete }));
      const result = scanLook({ looks, at: 6, plan: plan50, clusters: null, allContrasts: true });
      expect(result).toMatchObject({ adjustedP: 1, strongest: null, fired: null, held: true, nHeld: 1 });
      expect(result.contrasts[0]).toMatchObject({ held: true, fired: false });
      expect(result.contrasts[0]!.p).toBeLessThan(1e-9);
    }
  });

  test("a look that excludes more prompts than the block by over two percent is held; the same exclusions everywhere are not", () => {
    const without = (n: number, at: readonly number[]) => looksAt(fallen, 100).map((look) => ({ ...look, values: look.values.map((v, i) => (i < n && at.includes(look.arrival) ? NaN : v)) }));
    const scan = (looks: Look[]) => scanLook({ looks, at: 6, plan: plan50, clusters: null });
    expect(scan(without(3, [6]))).toMatchObject({ held: true, fired: null });
    expect(scan(without(2, [6])).fired).toMatchObject({ nUnits: 98 });
    expect(scan(without(40, [1, 2, 3, 4, 5, 6])).fired).toMatchObject({ nUnits: 60 });
  });

  test("looks of different prompt sets are refused, and so is an arrival that is not there", () => {
    const looks = looksAt(fallen, 60);
    expect(() => scanLook({ looks: [...looks.slice(0, 5), { ...looks[5]!, values: new Float64Array(59) }], at: 6, plan, clusters: null })).toThrow(RangeError);
    expect(() => scanLook({ looks, at: 7, plan, clusters: null })).toThrow(RangeError);
    expect(() => scanLook({ looks, at: 6, plan, clusters: new Int32Array(3) })).toThrow(RangeError);
  });
});

test("of several contrasts that fire, the sustained one is reported", () => {
  const scan = scanRun({ looks: looksAt([0.6, 0.6, 0.6, 0.6, 0.5, 0.5, 0.5, 0.1], 100), plan, clusters: null, allContrasts: true });
  expect(scan.firstAlarm).toMatchObject({ k: 5, contrast: { kind: "fast", blockSteps: [10, 20, 30, 40], windowSteps: [50] } });
  expect(scan.looks[7]!.contrasts.filter(({ fired }) => fired).map(({ kind }) => kind)).toEqual(["fast", "sustained"]);
  expect(scan.looks[7]!.fired!.kind).toBe("sustained");
  expect(scan.looks[7]!.strongest).toMatchObject({ kind: "fast", adjustedP: scan.looks[7]!.adjustedP });
});

test("the strongest contrast is the one with the smallest adjusted p, not the smallest p", () => {
  let nDiffer = 0;
  for (let last = 0.46; last < 0.56; last += 0.0005) {
    const { strongest, contrasts } = scanLook({ looks: looksAt([0.6, 0.6, 0.6, 0.6, 0.6, 0.57, 0.57, 0.57, last], 60, 0.3), at: 9, plan, clusters: null, allContrasts: true });
    const by = (of: (contrast: (typeof contrasts)[number]) => number) => [...contrasts].sort((a, b) => of(a) - of(b))[0]!;
    expect(strongest).toBe(by(({ p, level }) => p / level));
    if (by(({ p }) => p) !== strongest) nDiffer++;
  }
  expect(nDiffer).toBeGreaterThan(0);
});

test("restricted to some prompts, looks and clusters are those of these prompts", () => {
  const looks = looksAt([0.6, 0.6, 0.6, 0.6, 0.3], 30), indices = Int32Array.from({ length: 10 }, (_, i) => 3 * i);
  const clusters = Int32Array.from({ length: 30 }, (_, i) => i >> 1);
  const a = scanRun({ ...restrictLooks({ looks, clusters }, indices), plan });
  const b = scanRun({ looks: looks.map((look) => ({ ...look, values: look.values.map((v, i) => (i % 3 ? NaN : v)) })), clusters, plan });
  near(a.adjustedP, b.adjustedP);
  expect(a.adjustedP).toBeLessThan(1);
});

test("a hundred thousand prompts are no obstacle", () => {
  const looks = looksAt([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.48], 100_000);
  const scan = scanRun({ looks, plan, clusters: Int32Array.from({ length: 100_000 }, (_, i) => i >> 2) });
  expect(scan.firstAlarm).toMatchObject({ k: 8, contrast: { kind: "fast", nUnits: 25_000 } });
});
