import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bradleyTerry, type BradleyTerry } from "@/lib/stats/bradley-terry";
import { bradleyTerryIntervals, type PairedCompetitors } from "@/lib/stats/bradley-terry-intervals";
import { bradleyTerrySe } from "@/lib/stats/bradley-terry-se";
import { seededRandom } from "@/lib/stats/seeded-random";
import { sigmoid } from "@/lib/stats/sigmoid";

function fitted(wins: Float64Array): BradleyTerry {
  const fit = bradleyTerry(wins);
  if (fit.kind !== "fitted") throw new Error(fit.reason);
  return fit;
}
const matrix = fc.integer({ min: 2, max: 6 }).chain((n) => fc.array(fc.integer({ min: 0, max: 60 }), { minLength: n * n, maxLength: n * n }).map((cells) => ({ n, wins: Float64Array.from(cells, (w, k) => (Math.floor(k / n) === k % n ? 0 : w / 2)) })));

/** Outcomes of true strengths on prompts. */
function play(strengths: readonly number[], nPrompts: number, seed: number): PairedCompetitors[] {
  const next = seededRandom(seed);
  return strengths.flatMap((own, i) => strengths.slice(i + 1).map((other, k) => ({
    i, j: i + 1 + k, outcomes: Float64Array.from({ length: nPrompts }, () => Number(next() / 2 ** 32 < sigmoid(own - other))),
  })));
}

describe("Bradley-Terry strengths", () => {
  test("sum to zero, expect as many wins as there were, and turn around with the results", () => {
    fc.assert(fc.property(matrix, ({ n, wins }) => {
      const fit = bradleyTerry(wins);
      if (fit.kind !== "fitted") return;
      expect(fit.converged).toBe(true);
      expect(fit.strength.reduce((sum, v) => sum + v, 0)).toBeCloseTo(0, 9);
      for (let i = 0; i < n; i++) {
        let won = 0, expected = fit.ridge * fit.strength[i]!;
        for (let j = 0; j < n; j++) {
          won += wins[i * n + j]!;
          expected += (wins[i * n + j]! + wins[j * n + i]!) * sigmoid(fit.strength[i]! - fit.strength[j]!);
        }
        expect(Math.abs(expected - won)).toBeLessThan(1e-6);
      }
      const turned = fitted(wins.map((_, k) => wins[(k % n) * n + Math.floor(k / n)]!));
      turned.strength.forEach((v, i) => expect(v).toBeCloseTo(-fit.strength[i]!, 6));
    }), { numRuns: 150 });
  });
  test("ties only are equal strengths", () => expect([...fitted(Float64Array.of(0, 5, 5, 5, 0, 5, 5, 5, 0)).strength]).toEqual([0, 0, 0]));
  test("two groups that never met, and no results at all, are unknown", () => {
    expect(bradleyTerry(Float64Array.of(0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0))).toEqual({ kind: "unknown", reason: "not-connected" });
    expect(bradleyTerry(new Float64Array(9))).toEqual({ kind: "unknown", reason: "no-comparisons" });
    expect(bradleyTerry(new Float64Array(0))).toEqual({ kind: "unknown", reason: "no-comparisons" });
  });
  test("results that are no counts, or no square, are refused", () => {
    expect(() => bradleyTerry(Float64Array.of(0, -1, 1, 0))).toThrow(RangeError);
    expect(() => bradleyTerry(Float64Array.of(0, NaN, 1, 0))).toThrow(RangeError);
    expect(() => bradleyTerry(Float64Array.of(0, 1))).toThrow(RangeError);
  });
});

describe("their intervals by resampling prompts", () => {
  const strengths = [0.8, 0.1, -0.3, -0.6];
  const of = (comparisons: PairedCompetitors[], clusters: ArrayLike<number> | null = null, seed = 3) => {
    const ratings = bradleyTerryIntervals({ nCompetitors: strengths.length, comparisons, clusters, seed });
    if (ratings.kind !== "fitted") throw new Error(ratings.reason);
    return ratings;
  };
  const widths = (ratings: ReturnType<typeof of>) => ratings.strength.map(({ low, high }) => high! - low!);

  test("are as wide as the Fisher standard error says where every prompt is a fresh draw", () => {
    const comparisons = play(strengths, 400, 1);
    const wins = new Float64Array(16);
    for (const { i, j, outcomes } of comparisons) for (let k = 0; k < outcomes.length; k++) { wins[i * 4 + j]! += outcomes[k]!; wins[j * 4 + i]! += 1 - outcomes[k]!; }
    const fit = fitted(wins);
    const { strength } = fit, se = bradleyTerrySe(fit);
    const ratings = of(comparisons);
    widths(ratings).forEach((width, i) => {
      expect(width / (2 * 1.96 * se[i]!)).toBeGreaterThan(0.85);
      expect(width / (2 * 1.96 * se[i]!)).toBeLessThan(1.15);
      expect(ratings.strength[i]!.value).toBe(strength[i]);
      expect(ratings.elo[i]!.value).toBeCloseTo(strength[i]! * 173.7178, 3);
    });
    expect(ratings).toMatchObject({ ridge: 0, converged: true, nUnits: 400, draws: 1000, seed: 3 });
  });
  test("cover the strengths in about 95 of 100 experiments", () => {
    let covered = 0;
    const nRuns = 60;
    for (let run = 0; run < nRuns; run++) {
      const ratings = bradleyTerryIntervals({ nCompetitors: 4, comparisons: play(strengths, 150, 100 + run), clusters: null, seed: run, draws: 300 });
      if (ratings.kind !== "fitted") throw new Error(ratings.reason);
      ratings.strength.forEach(({ low, high }, i) => { if (low! <= strengths[i]! && strengths[i]! <= high!) covered++; });
    }
    expect(covered / (4 * nRuns)).toBeGreaterThan(0.9);
    expect(covered / (4 * nRuns)).toBeLessThan(0.99);
  });
  test("are the same for the same seed, and no narrower when every prompt is asked twice within its cluster", () => {
    const comparisons = play(strengths, 200, 2);
    const one = of(comparisons);
    expect(of(comparisons)).toEqual(one);
    const doubled = comparisons.map(({ i, j, outcomes }) => ({ i, j, outcomes: Float64Array.from({ length: 400 }, (_, k) => outcomes[k >> 1]!) }));
    const clustered = of(doubled, Array.from({ length: 400 }, (_, k) => k >> 1));
    widths(clustered).forEach((width, i) => expect(width).toBeCloseTo(widths(one)[i]!, 6));
    widths(of(doubled)).forEach((width, i) => expect(width).toBeLessThan(0.85 * widths(one)[i]!));
  });
  test("someone who wins everything gets a finite strength", () => {
    const comparisons = play(strengths, 60, 4).map((one) => (one.i === 0 ? { ...one, outcomes: new Float64Array(60).fill(1) } : one));
    const ratings = of(comparisons);
    expect(ratings.ridge).toBe(0.1);
    for (const { value, low, high } of ratings.strength) expect([value, low, high].every((v) => Number.isFinite(v!)) && low! <= value! && value! <= high!).toBe(true);
  });
  test("missing prompts are left out; one cluster, no comparison, or groups that never met are unknown", () => {
    const [first] = play([0.5, -0.5], 30, 5);
    const holed = { ...first!, outcomes: Float64Array.from(first!.outcomes, (w, k) => (k < 10 ? NaN : w)) };
    expect(bradleyTerryIntervals({ nCompetitors: 2, comparisons: [holed], clusters: null, seed: 1 })).toMatchObject({ kind: "fitted", nUnits: 20 });
    expect(bradleyTerryIntervals({ nCompetitors: 2, comparisons: [first!], clusters: new Int32Array(30), seed: 1 })).toEqual({ kind: "unknown", reason: "too-few-units" });
    expect(bradleyTerryIntervals({ nCompetitors: 2, comparisons: [], clusters: null, seed: 1 })).toEqual({ kind: "unknown", reason: "no-comparisons" });
    expect(bradleyTerryIntervals({ nCompetitors: 3, comparisons: [first!], clusters: null, seed: 1 })).toEqual({ kind: "unknown", reason: "not-connected" });
    expect(() => bradleyTerryIntervals({ nCompetitors: 2, comparisons: [{ ...first!, j: 2 }], clusters: null, seed: 1 })).toThrow(RangeError);
  });
});
