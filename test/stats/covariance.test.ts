import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cholesky } from "@/lib/stats/cholesky";
import { clusteredMean } from "@/lib/stats/clustered-mean";
import { covarianceOfMeans } from "@/lib/stats/covariance";
import { pairedDifference } from "@/lib/stats/paired-difference";

const value = fc.double({ min: 0, max: 1, noNaN: true });
const looks = fc.integer({ min: 3, max: 30 }).chain((n) => fc.array(fc.array(value, { minLength: n, maxLength: n }), { minLength: 2, maxLength: 6 }));

describe("covariance of the means of looks", () => {
  test("holds the clustered standard error of each look, and of each paired difference", () => {
    fc.assert(fc.property(looks, fc.infiniteStream(fc.integer({ min: 0, max: 5 })), (values, ids) => {
      const clusters = values[0]!.map((_, i) => (i < 2 ? i : (ids.next().value as number)));
      const { mean, covariance, nUnits } = covarianceOfMeans(values, clusters);
      const T = values.length;
      values.forEach((look, t) => {
        const own = clusteredMean(look, clusters);
        expect(nUnits).toBe(own.nUnits);
        expect(mean[t]!).toBeCloseTo(own.mean, 12);
        expect(Math.sqrt(covariance[t * T + t]!)).toBeCloseTo(own.se, 10);
      });
      const paired = pairedDifference(values[0]!, values[1]!, clusters);
      if (paired.kind === "estimate") expect(covariance[0]! + covariance[T + 1]! - 2 * covariance[1]!).toBeCloseTo(paired.se ** 2, 10);
    }));
  });
  test("takes each look over the prompts it has, and stays semi-definite", () => {
    fc.assert(fc.property(looks, fc.infiniteStream(fc.integer({ min: 0, max: 3 })), fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 }), (values, holes, direction) => {
      const withHoles = values.map((look) => look.map((v, i) => (i > 0 && holes.next().value === 0 ? NaN : v)));
      const { mean, covariance } = covarianceOfMeans(withHoles, null);
      const T = values.length;
      withHoles.forEach((look, t) => expect(mean[t]!).toBeCloseTo(clusteredMean(look.filter(Number.isFinite), null).mean, 12));
      let form = 0;
      for (let s = 0; s < T; s++) for (let t = 0; t < T; t++) form += direction[s]! * direction[t]! * covariance[s * T + t]!;
      expect(form).toBeGreaterThan(-1e-12);
    }));
  });
  test("a look without any value, or of another length, is refused", () => {
    expect(() => covarianceOfMeans([[0.1, 0.2], [NaN, NaN]], null)).toThrow(/look 1 has no value/);
    expect(() => covarianceOfMeans([[0.1, 0.2], [0.1]], null)).toThrow(RangeError);
    expect(() => covarianceOfMeans([[0.1, 0.2]], [1])).toThrow(RangeError);
  });
});

describe("Cholesky factor", () => {
  test("of a spread that has underflowed is zero", () => expect([...cholesky(Float64Array.of(1e-322, 1e-165, 1e-165, 1e-6), 2)]).toEqual([0, 0, 0, 1e-3]));
  test("gives the matrix back, also where rows depend on each other", () => {
    fc.assert(fc.property(looks, fc.nat(), (values, which) => {
      const copied = [...values, values[which % values.length]!, values[0]!.map(() => 0.5)];
      const { covariance } = covarianceOfMeans(copied, null);
      const n = copied.length, lower = cholesky(covariance, n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let k = 0; k < n; k++) sum += lower[i * n + k]! * lower[j * n + k]!;
          expect(Math.abs(sum - covariance[i * n + j]!)).toBeLessThan(1e-7);
          if (j > i) expect(lower[i * n + j]).toBe(0);
        }
      }
    }));
  });
});
