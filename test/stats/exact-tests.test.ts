import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fisherExact } from "@/lib/stats/fisher-exact";
import { holm } from "@/lib/stats/holm";
import { mcnemarExact } from "@/lib/stats/mcnemar-exact";
import { signFlipExact } from "@/lib/stats/sign-flip-exact";
import { signFlipHalfSteps } from "@/lib/stats/sign-flip-half-steps";

const halfStep = fc.constantFrom(-1, -0.5, 0, 0.5, 1);

describe("sign flips of half steps", () => {
  test("agree with enumeration", () => {
    expect(signFlipHalfSteps([0.5, -1, 1, 1, 0.5, 0.5, -0.5, 1])).toBe(0.2734375); // all 256 patterns, in Python
    fc.assert(fc.property(fc.array(halfStep, { maxLength: 14 }), (d) => { expect(signFlipHalfSteps(d)).toBeCloseTo(signFlipExact(d)!, 12); }), { numRuns: 60 });
  });
  test("without half steps are the exact McNemar test", () => {
    fc.assert(fc.property(fc.nat(40), fc.nat(40), (b, c) => {
      const d = [...Array.from({ length: b }, () => -1), ...Array.from({ length: c }, () => 1)];
      expect(signFlipHalfSteps(d)).toBeCloseTo(mcnemarExact(b, c).pTwoSided, 10);
    }), { numRuns: 60 });
  });
  test("refuse other differences", () => {
    expect(() => signFlipHalfSteps([0.3])).toThrow(RangeError);
    expect(() => signFlipHalfSteps([NaN])).toThrow(RangeError);
    expect(signFlipHalfSteps([])).toBe(1);
  });
});

describe("Fisher's exact test", () => {
  // Exact fractions of binomial coefficients, in Python.
  test.each([
    [{ n: 8, marked: 4, group: 4, markedInGroup: 3 }, 0.24285714285714285],
    [{ n: 500, marked: 60, group: 80, markedInGroup: 22 }, 2.2580685561804642e-5],
    [{ n: 2000, marked: 3, group: 1000, markedInGroup: 3 }, 0.12481240620310155],
    [{ n: 10, marked: 4, group: 8, markedInGroup: 2 }, 1],
    [{ n: 10, marked: 0, group: 3, markedInGroup: 0 }, 1],
  ])("of %j is %d", (table, p) => expect(Math.abs(fisherExact(table) - p)).toBeLessThan(1e-12));
  test("refuses counts that fit no table", () => {
    expect(() => fisherExact({ n: 10, marked: 4, group: 8, markedInGroup: 1 })).toThrow(RangeError);
    expect(() => fisherExact({ n: 10, marked: 2, group: 5, markedInGroup: 3 })).toThrow(RangeError);
  });
});

describe("Holm's correction", () => {
  test("is that of R's p.adjust", () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((p, i) => expect(adjusted[i]!).toBeCloseTo(p, 12));
  });
  test("leaves what was not tested out of the count", () => expect(holm([null, 0.02, null, 0.6])).toEqual([null, 0.04, null, 0.6]));
  test("keeps the order of p-values, raises none above 1 and lowers none", () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (ps) => {
      const adjusted = holm(ps);
      ps.forEach((p, i) => {
        expect(adjusted[i]!).toBeGreaterThanOrEqual(p);
        expect(adjusted[i]!).toBeLessThanOrEqual(1);
        ps.forEach((q, j) => { if (p < q) expect(adjusted[i]!).toBeLessThanOrEqual(adjusted[j]!); });
      });
    }));
  });
});
