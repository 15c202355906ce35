import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gaoFit } from "@/lib/stats/gao-fit";
import { multiReferenceMeans } from "@/lib/stats/multi-reference-means";
import { kendallTauB } from "@/lib/stats/kendall-tau-b";
import { spearman } from "@/lib/stats/spearman";

const numbers = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double({ min: -1e300, max: 1e300, noNaN: true }));
const pairs = fc.array(fc.tuple(numbers, numbers), { maxLength: 40 });
/** Tau-b by its definition, over all pairs. */
function tauByDefinition(x: readonly number[], y: readonly number[]): number {
  let balance = 0, tiedX = 0, tiedY = 0;
  const n = x.length;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) {
    const a = Math.sign(x[i]! - x[j]!), b = Math.sign(y[i]! - y[j]!);
    balance += a * b;
    if (a === 0) tiedX++;
    if (b === 0) tiedY++;
  }
  const all = (n * (n - 1)) / 2;
  return balance / Math.sqrt((all - tiedX) * (all - tiedY));
}

describe("rank agreement", () => {
  test("is Kendall's definition counted pair by pair, and does not care for any rising change of scale", () => {
    fc.assert(fc.property(pairs, (rows) => {
      const x = rows.map(([a]) => a), y = rows.map(([, b]) => b);
      const [rho, tau] = [spearman(x, y), kendallTauB(x, y)];
      expect(rho === null).toBe(tau === null);
      if (rho === null || tau === null) return;
      expect(tau).toBeCloseTo(tauByDefinition(x, y), 10);
      expect(rho >= -1 - 1e-12 && rho <= 1 + 1e-12).toBe(true);
      expect([spearman(x, x), kendallTauB(x, x)]).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
      const falling = y.map((v) => -v);
      expect(spearman(x, falling)).toBeCloseTo(-rho, 10);
      expect(kendallTauB(x, falling)).toBeCloseTo(-tau, 10);
    }), { numRuns: 300 });
  });
  test("leaves missing values out, and is unknown for one pair or a side that does not vary", () => {
    for (const agreement of [spearman, kendallTauB]) {
      expect(agreement([1, NaN, 2, 3], [1, 2, Infinity, 5])).toBe(1);
      expect(agreement([1], [2])).toBeNull();
      expect(agreement([1, 1, 1], [1, 2, 3])).toBeNull();
      expect(() => agreement([1], [])).toThrow(RangeError);
    }
  });
  test("of 100 000 pairs takes well under five seconds", () => {
    const x = Float64Array.from({ length: 100_000 }, (_, i) => Math.sin(i)), start = performance.now();
    const y = x.map((v, i) => v + 0.1 * Math.cos(7 * i));
    expect(spearman(x, y)!).toBeGreaterThan(0.9);
    expect(kendallTauB(x, y)!).toBeGreaterThan(0.8);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe("Gao's curves", () => {
  const kl = [0, 0.5, 1, 4, 9, 16, 36, 64];
  test("give back the coefficients they were made with, and the peak of each form", () => {
    const rl = gaoFit({ kl, gold: kl.map((v) => (v > 0 ? Math.sqrt(v) * (0.9 - 0.4 * Math.log(Math.sqrt(v))) : 0)), form: "rl" });
    if (rl.kind !== "fitted") throw new Error(rl.reason);
    expect([rl.alpha, rl.beta]).toEqual([expect.closeTo(0.9, 10), expect.closeTo(0.4, 10)]);
    expect(rl.peakKl).toBeCloseTo(Math.exp(2 * (0.9 / 0.4 - 1)), 8);
    const bestOfN = gaoFit({ kl, gold: kl.map((v) => Math.sqrt(v) * (0.9 - 0.1 * Math.sqrt(v))), form: "best-of-n" });
    if (bestOfN.kind !== "fitted") throw new Error(bestOfN.reason);
    expect(bestOfN.peakKl).toBeCloseTo(4.5 ** 2, 8);
    expect([bestOfN.looksBeforePeak, bestOfN.looksAfterPeak]).toEqual([6, 2]);
  });
  test("say nothing without looks on both sides of the peak", () => {
    expect(gaoFit({ kl: [0.1, 0.2, 0.5, 1], gold: [0.1, 0.2, 0.5, 1].map((v) => Math.sqrt(v) * (0.9 - 0.1 * Math.sqrt(v))), form: "best-of-n" })).toEqual({ kind: "unknown", reason: "one-side-of-peak" });
    expect(gaoFit({ kl, gold: kl.map(Math.sqrt), form: "best-of-n" })).toMatchObject({ kind: "unknown" });
    expect(gaoFit({ kl, gold: kl.map((v) => -Math.sqrt(v)), form: "rl" })).toMatchObject({ kind: "unknown" });
    expect(gaoFit({ kl: [1, 4, 9, NaN, -1], gold: [1, 2, 1, 5, 5], form: "rl" })).toEqual({ kind: "unknown", reason: "too-few-looks" });
    expect(gaoFit({ kl: [2, 2, 2, 2], gold: [1, 2, 3, 4], form: "rl" })).toEqual({ kind: "unknown", reason: "too-few-looks" });
    expect(() => gaoFit({ kl: [1], gold: [], form: "rl" })).toThrow(RangeError);
  });
});

describe("several references", () => {
  test("stay within their own values, do not depend on their order, and are unknown only where all are", () => {
    const value = fc.oneof(fc.constantFrom(0, 0.5, 1, NaN), fc.double({ min: 0, max: 1, noNaN: true }));
    const references = fc.nat(12).chain((n) => fc.array(fc.array(value, { minLength: n, maxLength: n }), { minLength: 1, maxLength: 4 }));
    fc.assert(fc.property(references, (all) => {
      const means = multiReferenceMeans(all), reversed = multiReferenceMeans([...all].reverse());
      means.forEach((mean, i) => {
        const known = all.map((one) => one[i]!).filter(Number.isFinite);
        if (known.length === 0) expect(mean).toBeNaN();
        else {
          expect(mean).toBeGreaterThanOrEqual(Math.min(...known) - 1e-12);
          expect(mean).toBeLessThanOrEqual(Math.max(...known) + 1e-12);
          expect(reversed[i]!).toBeCloseTo(mean, 12);
        }
      });
    }));
  });
  test("one reference is itself; none, or other lengths, are refused", () => {
    expect([...multiReferenceMeans([[0, 0.5, 1]])]).toEqual([0, 0.5, 1]);
    expect(() => multiReferenceMeans([])).toThrow(RangeError);
    expect(() => multiReferenceMeans([[1], [1, 0]])).toThrow(RangeError);
  });
});
