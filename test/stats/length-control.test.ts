import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lengthControlFeature } from "@/lib/stats/length-control-feature";
import { lengthControlFit } from "@/lib/stats/length-control-fit";
import { lengthControlledWinRate } from "@/lib/stats/length-controlled-win-rate";
import { seededNormal } from "@/lib/stats/seeded-normal";
import { sigmoid } from "@/lib/stats/sigmoid";

/** A run whose quality falls while its answers grow, judged by someone who likes long answers. */
function hackedRun(nLooks: number, nPrompts: number, { quality, lengthening, liking }: { quality: number; lengthening: number; liking: number }) {
  const normals = seededNormal(21), spread = new Float64Array(nPrompts), noise = new Float64Array(nPrompts);
  const referenceLengths = Float64Array.from({ length: nPrompts }, (_, i) => 400 + (i % 50) * 20);
  const looks = Array.from({ length: nLooks }, (_, t) => {
    normals(spread);
    normals(noise);
    const share = t / (nLooks - 1);
    const ratios = spread.map((z) => lengthening * share + 0.3 * z);
    return { lengths: ratios.map((r, i) => referenceLengths[i]! * Math.exp(r)), outcomes: ratios.map((r, i) => sigmoid(quality * share + liking * r + 0.2 * noise[i]!)) };
  });
  return { outcomes: looks.map((look) => look.outcomes), lengths: looks.map((look) => look.lengths), referenceLengths };
}
const meanOf = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0) / values.length;

describe("feature of length", () => {
  test("is the log ratio, held within two, and 0 at equal lengths", () => {
    expect(lengthControlFeature(Math.E * 100, 100, "linear")).toBeCloseTo(1, 12);
    expect([lengthControlFeature(300, 300, "linear"), lengthControlFeature(0, 0, "tanh")]).toEqual([0, 0]);
    expect([lengthControlFeature(0, 100, "linear"), lengthControlFeature(100, 0, "linear"), lengthControlFeature(1e6, 1, "linear")]).toEqual([-2, 2, 2]);
    expect(lengthControlFeature(1e6, 1, "tanh")).toBe(Math.tanh(2));
    expect(lengthControlFeature(NaN, 1, "linear")).toBeNaN();
  });
});

describe("length-controlled win rate", () => {
  test("shows a fall that longer answers hide", () => {
    const run = hackedRun(12, 400, { quality: -0.4, lengthening: 1, liking: 1.2 });
    const { looks, converged } = lengthControlledWinRate(run);
    expect(converged).toBe(true);
    expect(meanOf(run.outcomes[11]!)).toBeGreaterThan(meanOf(run.outcomes[0]!) + 0.1);
    expect(looks[11]!.linear).toBeLessThan(looks[0]!.linear - 0.07);
    expect(looks[11]!.linear).toBeGreaterThan(looks[0]!.linear - 0.13); // the truth is sigmoid(-.4) - .5 = -.099
  });
  test("does not move where lengths are the reference's", () => {
    const { outcomes, referenceLengths } = hackedRun(4, 100, { quality: 0.5, lengthening: 0, liking: 0 });
    const { looks, phi } = lengthControlledWinRate({ outcomes, lengths: outcomes.map(() => referenceLengths), referenceLengths });
    expect(phi).toEqual({ tanh: 0, linear: 0 });
    looks.forEach((look, t) => {
      expect(look!.tanh).toBeCloseTo(meanOf(outcomes[t]!), 10);
      expect(look!.linear).toBeCloseTo(meanOf(outcomes[t]!), 10);
    });
  });
  test("a frozen fit leaves the past where it was when looks are added", () => {
    const run = hackedRun(10, 200, { quality: -0.3, lengthening: 1, liking: 1 });
    const early = { outcomes: run.outcomes.slice(0, 5), lengths: run.lengths.slice(0, 5), referenceLengths: run.referenceLengths };
    const before = lengthControlledWinRate(early);
    const after = lengthControlledWinRate({ ...run, frozen: before.phi });
    before.looks.forEach((look, t) => {
      expect(after.looks[t]!.tanh).toBeCloseTo(look!.tanh, 10);
      expect(after.looks[t]!.linear).toBeCloseTo(look!.linear, 10);
    });
    expect(after.phi).toEqual(before.phi);
  });
  test("a look that wins or loses everything is that, and moves nobody else; one without lengths is unknown", () => {
    const run = hackedRun(5, 100, { quality: 0, lengthening: 1, liking: 1 });
    const alone = lengthControlledWinRate(run);
    const extra = { ...run, outcomes: [...run.outcomes, new Float64Array(100).fill(1), new Float64Array(100), run.outcomes[0]!], lengths: [...run.lengths, run.lengths[0]!, run.lengths[0]!, new Float64Array(100).fill(NaN)] };
    const { looks, converged } = lengthControlledWinRate(extra);
    expect(converged).toBe(true);
    expect(looks.slice(5)).toEqual([{ tanh: 1, linear: 1 }, { tanh: 0, linear: 0 }, null]);
    expect(looks[3]!.linear).toBeCloseTo(alone.looks[3]!.linear, 10);
  });
  test("is a probability that swaps with the sides, for any outcomes and lengths", () => {
    const cell = fc.record({ y: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 1, NaN)), length: fc.oneof(fc.nat(5000), fc.constant(NaN)) });
    const looks = fc.integer({ min: 1, max: 20 }).chain((n) => fc.array(fc.array(cell, { minLength: n, maxLength: n }), { minLength: 1, maxLength: 5 }));
    fc.assert(fc.property(looks, (rows) => {
      const features = rows.map((look) => look.map(({ length }) => lengthControlFeature(length, 700, "linear")));
      const outcomes = rows.map((look) => look.map(({ y }) => y));
      const fit = lengthControlFit({ outcomes, features });
      const swapped = lengthControlFit({ outcomes: outcomes.map((look) => look.map((y) => 1 - y)), features: features.map((look) => look.map((x) => -x)) });
      expect(fit.converged && swapped.converged).toBe(true);
      expect(Math.abs(fit.phi - swapped.phi)).toBeLessThan(1e-5 * Math.max(1, Math.abs(fit.phi)));
      fit.theta.forEach((theta, t) => {
        if (theta === null) expect(swapped.theta[t]).toBeNull();
        else expect(Math.abs(sigmoid(theta) - 1 + sigmoid(swapped.theta[t]!))).toBeLessThan(1e-5);
      });
    }), { numRuns: 300 });
  });
  test("one prompt, ties only, and 100 000 prompts", () => {
    const one = lengthControlledWinRate({ outcomes: [[0.7]], lengths: [[500]], referenceLengths: [500] });
    expect(one.looks[0]!.linear).toBeCloseTo(0.7, 10);
    const ties = lengthControlledWinRate({ outcomes: [new Float64Array(9).fill(0.5)], lengths: [Float64Array.from({ length: 9 }, (_, i) => 100 * (i + 1))], referenceLengths: new Float64Array(9).fill(500) });
    expect(ties.looks[0]!.tanh).toBeCloseTo(0.5, 10);
    const start = performance.now();
    expect(lengthControlledWinRate(hackedRun(4, 100_000, { quality: -0.2, lengthening: 1, liking: 1 })).converged).toBe(true);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
  test("other lengths are refused", () => {
    expect(() => lengthControlledWinRate({ outcomes: [[1]], lengths: [[1, 2]], referenceLengths: [1] })).toThrow(RangeError);
    expect(() => lengthControlledWinRate({ outcomes: [[1, 1]], lengths: [[1]], referenceLengths: [1] })).toThrow(RangeError);
  });
});
