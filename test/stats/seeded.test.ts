import { describe, expect, test } from "vitest";
import { quantile } from "@/lib/stats/quantile";
import { seededNormal } from "@/lib/stats/seeded-normal";
import { seededRandom } from "@/lib/stats/seeded-random";

const take = (next: () => number, n: number) => Array.from({ length: n }, next);

describe("seeded numbers", () => {
  test("are those of the published generator from a known state", () => {
    expect(take(seededRandom([1, 2, 3, 4]), 10)).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804]);
  });
  test("of a seed are those of an independent implementation (Python's integers and statistics.NormalDist)", () => {
    expect(take(seededRandom(1234567), 6)).toEqual([1967786208, 270031234, 1115494691, 824886977, 1639868524, 2161081248]);
    expect(take(seededRandom(2 ** 53 - 1), 3)).toEqual([1233166643, 1287031142, 661813442]);
    const normals = new Float64Array(6);
    seededNormal(1234567)(normals);
    [-0.10506798995678565, -1.5311064245956645, -0.6442047147071575, -0.8703339480565703, -0.30072620027333113, 0.007935913196597475].forEach((value, i) => {
      expect(Math.abs(normals[i]! - value)).toBeLessThan(1e-14);
    });
  });
  test("go on where the last call ended, and differ between seeds", () => {
    const [whole, parts, other] = [new Float64Array(4), new Float64Array(2), new Float64Array(4)];
    seededNormal(3)(whole);
    const again = seededNormal(3);
    again(parts);
    again(parts);
    expect([...parts]).toEqual([...whole.slice(2)]);
    seededNormal(4)(other);
    expect(other).not.toEqual(whole);
  });
  test("have the moments and the tails of a standard normal", () => {
    const z = new Float64Array(200_000);
    seededNormal(11)(z);
    const moment = (k: number) => z.reduce((sum, v) => sum + v ** k, 0) / z.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.015);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.1);
    expect(Math.abs(quantile(z, 0.975) - 1.96)).toBeLessThan(0.02);
  });
  test.each([-1, 0.5, NaN, 2 ** 53])("no seed is %d", (seed) => expect(() => seededRandom(seed)).toThrow(RangeError));
  test("a state of zeros is refused, the seed 0 is not", () => {
    expect(() => seededRandom([0, 0, 0, 0])).toThrow(RangeError);
    expect(new Set(take(seededRandom(0), 100)).size).toBe(100);
  });
});

describe("sample quantile", () => {
  test("interpolates between order statistics, in any order given", () => {
    expect(quantile(Float64Array.of(4, 1, 3, 2), 0.5)).toBe(2.5);
    expect(quantile(Float64Array.of(5, 10), 0.9)).toBe(9.5);
    expect([quantile(Float64Array.of(2, 1), 0), quantile(Float64Array.of(2, 1), 1), quantile(Float64Array.of(7), 0.3)]).toEqual([1, 2, 7]);
    expect(() => quantile(new Float64Array(0), 0.5)).toThrow(RangeError);
  });
});
