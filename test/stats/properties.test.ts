import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clusteredMean } from "@/lib/stats/clustered-mean";
import { logitTInterval } from "@/lib/stats/logit-t-interval";
import type { PairsSummary } from "@/lib/stats/summarise-outcomes";
import { summarisePairs } from "@/lib/stats/summarise-pairs";
import { wilsonInterval } from "@/lib/stats/wilson";
import { makePairs, ok, type PairedPrompt } from "./make-pairs";

const score = fc.oneof(
  fc.float({ min: -50, max: 50, noNaN: true }), fc.integer({ min: -3, max: 3 }), fc.constantFrom(NaN, Infinity, -Infinity, 3e38, -3e38, 1e-40, 0),
);
const side = fc.record({ score, status: fc.integer({ min: 0, max: 15 }) });
const prompt: fc.Arbitrary<PairedPrompt> = fc.record({ own: side, reference: side, cluster: fc.integer({ min: 0, max: 20 }) });
const finite = fc.float({ min: -8, max: 8, noNaN: true });
const scored: fc.Arbitrary<PairedPrompt> = fc.record({
  own: fc.record({ score: finite, status: fc.constant(ok) }), reference: fc.record({ score: finite, status: fc.constant(ok) }),
  cluster: fc.integer({ min: 0, max: 6 }),
});
const counts = ({ nPrompts, nWin, nTie, nLoss, nFailed, nMissing, nReferenceFailed, nTruncated, nPending, incomplete }: PairsSummary) =>
  ({ nPrompts, nWin, nTie, nLoss, nFailed, nMissing, nReferenceFailed, nTruncated, nPending, incomplete });

const near = (a: number | null, b: number | null, tolerance = 1e-9) => {
  if (a === null || b === null) expect(a).toBe(b);
  else expect(Math.abs(a - b)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(b)));
};

describe("for any prompts", () => {
  test("classes add up, and every estimate is three numbers in order or none", () => {
    fc.assert(fc.property(fc.array(prompt, { maxLength: 60 }), (prompts) => {
      const s = summarisePairs(makePairs(prompts));
      expect(s.nWin + s.nTie + s.nLoss + s.nFailed + s.nMissing + s.nReferenceFailed).toBe(s.nPrompts);
      expect(s.nPrompts + s.nPending).toBe(prompts.length);
      for (const estimate of [s.winRate, s.winProbability, s.meanScore]) {
        const { value, low, high } = estimate;
        if (value === null) expect([low, high]).toEqual([null, null]);
        else {
          expect([value, low, high].every(Number.isFinite)).toBe(true);
          expect(low).toBeLessThanOrEqual(value);
          expect(high).toBeGreaterThanOrEqual(value);
        }
      }
      for (const { value, low, high } of [s.winRate, s.winProbability]) {
        if (value !== null) expect(Math.min(value, low, high) >= 0 && Math.max(value, low, high) <= 1).toBe(true);
      }
      if (s.winRateBounds !== null && s.winRate.value !== null) {
        expect(s.winRateBounds.worst).toBeLessThanOrEqual(s.winRate.value + 1e-12);
        expect(s.winRateBounds.best).toBeGreaterThanOrEqual(s.winRate.value - 1e-12);
      }
    }), { numRuns: 300 });
  });

  test("the order of prompts changes no count, and no estimate beyond rounding", () => {
    fc.assert(fc.property(fc.array(prompt, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (prompts, keys) => {
      const shuffled = prompts.map((p) => [keys.next().value as number, p] as const).sort((a, b) => a[0] - b[0]).map(([, p]) => p);
      const a = summarisePairs(makePairs(prompts)), b = summarisePairs(makePairs(shuffled));
      expect(counts(b)).toEqual(counts(a));
      for (const name of ["winRate", "winProbability"] as const) for (const bound of ["value", "low", "high"] as const) near(a[name][bound], b[name][bound], 1e-7);
    }), { numRuns: 200 });
  });

  test("swapping checkpoint and reference turns w into 1 - w and p into 1 - p, intervals included", () => {
    fc.assert(fc.property(fc.array(scored, { minLength: 1, maxLength: 40 }), (prompts) => {
      const a = summarisePairs(makePairs(prompts));
      const b = summarisePairs(makePairs(prompts.map(({ own, reference, cluster }) => ({ own: reference, reference: own, cluster }))));
      expect([b.nWin, b.nTie, b.nLoss]).toEqual([a.nLoss, a.nTie, a.nWin]);
      for (const name of ["winRate", "winProbability"] as const) {
        if (a[name].value === null) { expect(b[name]).toEqual(a[name]); continue; }
        near(b[name].value, 1 - a[name].value);
        near(b[name].low, 1 - a[name].high);
        near(b[name].high, 1 - a[name].low);
      }
    }), { numRuns: 300 });
  });

  test("asking every prompt twice within its cluster is no new evidence", () => {
    fc.assert(fc.property(fc.array(scored, { minLength: 2, maxLength: 40 }), (prompts) => {
      const a = summarisePairs(makePairs(prompts)), b = summarisePairs(makePairs(prompts.flatMap((p) => [p, p])));
      for (const name of ["winProbability", "meanScore"] as const) for (const bound of ["value", "low", "high"] as const) near(b[name][bound], a[name][bound]);
      const apart = prompts.map((p, cluster) => ({ ...p, cluster }));
      const width = (of: PairedPrompt[]) => { const { low, high } = summarisePairs(makePairs(of)).winRate; return high! - low!; };
      // The correction for having estimated the mean, n - 1 against 2n - 1, is all that differs.
      const ratio = width(apart.flatMap((p) => [p, p])) / width(apart);
      expect(ratio).toBeGreaterThan(1 - 1e-9);
      expect(ratio).toBeLessThan(1 + 1 / prompts.length);
    }), { numRuns: 300 });
  });
});

describe("intervals", () => {
  test("Wilson narrows with n and always holds the rate", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, rate) => {
      const a = wilsonInterval(rate * n, n), b = wilsonInterval(rate * n * 4, n * 4);
      expect(a.low).toBeLessThanOrEqual(rate + 1e-12);
      expect(a.high).toBeGreaterThanOrEqual(rate - 1e-12);
      expect(b.high - b.low).toBeLessThan(a.high - a.low);
    }));
  });

  test("logit-t covers the mean of uniform probabilities about as often as it says", () => {
    let seed = 12345;
    const uniform = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
    let covered = 0;
    const nRuns = 2000;
    for (let run = 0; run < nRuns; run++) {
      const { low, high } = logitTInterval(clusteredMean(Float64Array.from({ length: 100 }, uniform), null));
      if (low <= 0.5 && 0.5 <= high) covered++;
    }
    expect(covered / nRuns).toBeGreaterThan(0.935);
    expect(covered / nRuns).toBeLessThan(0.965);
  });

  test("100 000 prompts in 30 000 clusters take well under a second", () => {
    const prompts = Array.from({ length: 100_000 }, (_, i): PairedPrompt => ({
      own: { score: Math.sin(i) * 3, status: ok }, reference: { score: Math.cos(i * 1.7) * 3, status: ok }, cluster: i % 30_000,
    }));
    const input = makePairs(prompts);
    const start = performance.now();
    const summary = summarisePairs(input);
    expect(performance.now() - start).toBeLessThan(1000);
    expect(summary.nPrompts).toBe(100_000);
  });
});
