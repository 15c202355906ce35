import { describe, expect, test } from "vitest";
import { pickProvisionalBest } from "@/lib/detect/pick-provisional-best";

const points = (values: (number | null)[], incomplete: number[] = []) =>
  values.map((value, i) => ({ step: i * 100, value, complete: !incomplete.includes(i) }));

describe("provisional best", () => {
  test("is the largest five-step mean, not the largest single value", () => {
    const best = pickProvisionalBest(points([0.5, 0.8, 0.5, 0.5, 0.6, 0.61, 0.62, 0.61, 0.6, 0.5]));
    expect(best).toMatchObject({ step: 600, index: 6, value: 0.62 });
    expect(best!.smoothed).toBeCloseTo(0.608, 12);
  });
  test("is never a first or last checkpoint for what its neighbours reached", () => {
    expect(pickProvisionalBest(points([0.517, 0.608, 0.583, 0.567, 0.492]))?.step).toBe(100);
    expect(pickProvisionalBest(points([0.492, 0.567, 0.583, 0.608, 0.517]))?.step).toBe(300);
  });
  test("of a run that still rises is its latest", () => {
    expect(pickProvisionalBest(points([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]))?.step).toBe(600);
  });
  test("of a flat run is the earliest, also where means differ by rounding", () => {
    for (const value of [0.3, 0.7, 0.1, 1 / 3]) expect(pickProvisionalBest(points(Array.from({ length: 9 }, () => value)))?.step).toBe(0);
  });
  test("points that are not complete neither win nor pull others up", () => {
    expect(pickProvisionalBest(points([0.5, 0.4, 0.99, 0.4, null, 0.3], [2]))).toMatchObject({ step: 0, value: 0.5 });
    expect(pickProvisionalBest(points([0.5, 0.4], [0]))).toEqual({ step: 100, index: 1, value: 0.4, smoothed: 0.4 });
  });
  test("is not known without a complete point", () => {
    expect([pickProvisionalBest([]), pickProvisionalBest(points([0.5], [0])), pickProvisionalBest(points([null, NaN]))]).toEqual([null, null, null]);
  });
});
