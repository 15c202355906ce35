import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accuracy } from "@/lib/stats/accuracy";
import { fitTemperature, type TemperatureFit } from "@/lib/stats/fit-temperature";
import { logSigmoid } from "@/lib/stats/log-sigmoid";
import { reliabilityTable } from "@/lib/stats/reliability-table";
import { sigmoid } from "@/lib/stats/sigmoid";
import { wilsonInterval } from "@/lib/stats/wilson";

/** Uniform numbers in (0, 1), the same for the same seed (mulberry32). */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}

/** Margins of pairs whose labels follow sigmoid(margin / temperature) exactly. */
function simulate(n: number, temperature: number, spread: number, seed: number): number[] {
  const next = uniform(seed);
  return Array.from({ length: n }, () => {
    const margin = spread * Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
    return next() < sigmoid(margin / temperature) ? margin : -margin;
  });
}

const fitted = (fit: TemperatureFit) => {
  if (fit.kind !== "fitted") throw new Error(fit.reason);
  return fit;
};
const meanLoss = (margins: number[], temperature: number) => margins.reduce((sum, m) => sum - logSigmoid(m / temperature), 0) / margins.length;

describe("fit-temperature", () => {
  test.each([[0.25, 1], [1, 2], [3.5, 5], [40, 30]])("finds T = %d from 20 000 simulated pairs", (temperature, spread) => {
    const fit = fitted(fitTemperature(simulate(20_000, temperature, spread, 7), 1));
    expect(Math.abs(fit.temperature / temperature - 1)).toBeLessThan(0.06);
    expect(fit.low).toBeLessThan(fit.temperature);
    expect(fit.high).toBeGreaterThan(fit.temperature);
  });

  test("its interval covers the true T about as often as it says", () => {
    let covered = 0;
    const nRuns = 1000;
    for (let run = 0; run < nRuns; run++) {
      const fit = fitTemperature(simulate(150, 2, 3, 1000 + run));
      if (fit.kind === "fitted" && fit.low <= 2 && (fit.high ?? Infinity) >= 2) covered++;
    }
    expect(covered / nRuns).toBeGreaterThan(0.93);
    expect(covered / nRuns).toBeLessThan(0.97);
  });

  test("two margins have a closed form: 2, 2 right and one of 2 wrong give T = 2 / log 2", () => {
    const fit = fitted(fitTemperature([2, 2, -2]));
    expect(fit.temperature).toBeCloseTo(2 / Math.log(2), 12);
    expect(fit.lossAfter).toBeCloseTo(-(2 * Math.log(2 / 3) + Math.log(1 / 3)) / 3, 12);
    expect(fit.lossBefore).toBeCloseTo(meanLoss([2, 2, -2], 1), 12);
    expect(fit.high).toBeNull(); // three pairs do not rule out that the scores say nothing
  });

  const margins = fc.array(fc.integer({ min: -200_000, max: 200_000 }).map((i) => i / 1e4), { minLength: 1, maxLength: 60 });

  test("no other temperature has a smaller loss, and the interval's ends have the loss that it says", () => {
    fc.assert(fc.property(margins, (m) => {
      const fit = fitTemperature(m, 3);
      if (fit.kind !== "fitted") return;
      for (const factor of [0.5, 0.9, 0.999, 1.001, 1.1, 2]) expect(meanLoss(m, fit.temperature * factor)).toBeGreaterThanOrEqual(fit.lossAfter - 1e-12);
      expect(fit.lossAfter).toBeLessThanOrEqual(fit.lossBefore + 1e-12);
      for (const end of [fit.low, fit.high]) if (end !== null) expect(2 * m.length * (meanLoss(m, end) - fit.lossAfter)).toBeCloseTo(3.841458820694124, 6);
      expect(fit.lossAfter).toBeLessThanOrEqual(Math.LN2 + 1e-12);
    }), { numRuns: 300 });
  });

  test("scores in other units give T in those units", () => {
    fc.assert(fc.property(margins, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (m, unit) => {
      const a = fitTemperature(m), b = fitTemperature(m.map((value) => value * unit), unit);
      if (a.kind !== "fitted" || b.kind !== "fitted") return;
      expect(Math.abs(b.temperature / (a.temperature * unit) - 1)).toBeLessThan(1e-6);
    }), { numRuns: 200 });
  });

  test("what has no answer says so, and never T = 0", () => {
    expect(fitTemperature([])).toEqual({ kind: "unknown", reason: "no-pairs", nPairs: 0, lossBefore: null });
    expect(fitTemperature([0, 0])).toMatchObject({ kind: "unknown", reason: "all-equal", nPairs: 2 });
    expect(fitTemperature([1, 2, 0, 5])).toMatchObject({ kind: "unknown", reason: "separable" });
    expect(fitTemperature([1, -1])).toMatchObject({ kind: "unknown", reason: "no-better-than-chance" });
    expect(fitTemperature([-3, 1])).toMatchObject({ kind: "unknown", reason: "no-better-than-chance", lossBefore: expect.closeTo(meanLoss([-3, 1], 1), 12) });
    expect(() => fitTemperature([NaN])).toThrow(RangeError);
    expect(() => fitTemperature([1], 0)).toThrow(RangeError);
  });

  test("margins of very different size still give an answer", () => {
    const fit = fitted(fitTemperature([-1e-12, ...Array<number>(50).fill(1)]));
    expect(fit.temperature).toBeGreaterThan(0);
    expect(fit.low).toBeLessThanOrEqual(fit.temperature);
    expect(fitted(fitTemperature([3e38, 3e38, -1e38])).temperature).toBeGreaterThan(1e37);
  });
});

describe("reliability-table", () => {
  test("calibrated probabilities are observed as often as they say", () => {
    const next = uniform(11);
    const p = Array.from({ length: 50_000 }, () => {
      const better = next();
      return next() < better ? better : 1 - better;
    });
    const { bins, calibrationError } = reliabilityTable(p);
    expect(bins).toHaveLength(10);
    for (const bin of bins) expect(Math.abs(bin.observed! - bin.predicted!)).toBeLessThan(0.03);
    expect(calibrationError!).toBeLessThan(0.01);
    expect(bins.reduce((n, bin) => n + bin.n, 0)).toBe(p.length);
  });

  test("over-confidence shows as observed below predicted", () => {
    const p = simulate(20_000, 3, 3, 5).map((m) => sigmoid(m));
    const { bins, calibrationError } = reliabilityTable(p);
    expect(bins.at(-1)!.observed!).toBeLessThan(bins.at(-1)!.predicted! - 0.05);
    expect(calibrationError!).toBeGreaterThan(0.05);
  });

  test("edges, certainty, ties and empty bins", () => {
    const { bins, calibrationError } = reliabilityTable([0.5, 0.6, 1, 0]);
    expect(bins.map((bin) => bin.n)).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
    expect(bins[0]).toMatchObject({ from: 0.5, to: 0.55, predicted: 0.5, observed: 0.5 });
    expect(bins[2]).toMatchObject({ predicted: null, observed: null, interval: null });
    expect(bins[9]).toMatchObject({ predicted: 1, observed: 0.5, interval: wilsonInterval(1, 2) });
    expect(calibrationError).toBeCloseTo((0 + 0.4 + 1) / 4, 12);
    expect(reliabilityTable([])).toMatchObject({ calibrationError: null });
    expect(() => reliabilityTable([1.1])).toThrow(RangeError);
  });

  test("which side is called chosen changes what is observed, not what is predicted", () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 50 }), (p) => {
      const a = reliabilityTable(p), b = reliabilityTable(p.map((value) => 1 - value));
      a.bins.forEach((bin, i) => {
        if (bin.observed === null || bin.n !== b.bins[i]!.n) return;
        expect(bin.observed + b.bins[i]!.observed!).toBeCloseTo(1, 9);
      });
    }));
  });
});

test("accuracy counts a tie half and carries Wilson's interval", () => {
  expect(accuracy([1, 1, 1, 0.5, 0])).toEqual({ nPairs: 5, nRight: 3, nTied: 1, nWrong: 1, accuracy: { value: 0.7, ...wilsonInterval(3.5, 5) } });
  expect(accuracy([]).accuracy).toEqual({ value: null, low: null, high: null, reason: "no-pairs" });
  expect(() => accuracy([2])).toThrow(RangeError);
});
