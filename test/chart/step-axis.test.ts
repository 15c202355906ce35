import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { axisOf, axisRange, formatDuration, multiples, niceGap } from "@/lib/chart/step-axis";
import { makePoint } from "./make-curve";

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 1) + minutes * 60_000).toISOString();
/** Step 50 arrived before step 20; step 70 is still being scored. */
const points = [
  makePoint(0, 0.5, { look: 1, registeredAt: at(0) }), makePoint(20, 0.5, { look: 3, registeredAt: at(90) }),
  makePoint(50, 0.5, { look: 2, registeredAt: at(30) }), makePoint(70, 0.5, { look: null, registeredAt: at(120) }),
];

describe("places of steps", () => {
  test("on the step axis every step has one, scored or not", () => {
    const { place } = axisOf("step", { points });
    expect([place(0), place(70), place(999)]).toEqual([0, 70, 999]);
  });
  test("on the look axis checkpoints stand in order of arrival, and one without a look has no place", () => {
    const { place } = axisOf("look", { points });
    expect([0, 20, 50, 70, 999].map(place)).toEqual([1, 3, 2, null, null]);
  });
  test("on the time axis they stand at the seconds since the first arrived", () => {
    const { place } = axisOf("time", { points });
    expect([0, 20, 50, 70, 999].map(place)).toEqual([0, 5400, 1800, 7200, null]);
  });
  test("a curve without points places nothing in time", () => {
    expect(axisOf("time", { points: [] }).place(5)).toBeNull();
  });
});

describe("range", () => {
  test("holds every place with a margin on both sides", () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 53 - 1 }), { minLength: 1 }), (places) => {
      const { min, max } = axisRange(places);
      expect(max).toBeGreaterThan(min);
      expect(places.every((place) => min <= place && place <= max)).toBe(true);
      expect(min).toBeLessThan(Math.min(...places));
    }));
  });
  test("without any place there is still one", () => expect(axisRange([])).toEqual({ min: 0, max: 1 }));
});

describe("ticks", () => {
  test("steps and looks are whole, and at most thirteen", () => {
    for (const max of [1, 7, 40, 500, 2140, 1e6]) {
      const ticks = axisOf("step", { points }).ticks(-max * 0.025, max * 1.025);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(13);
      expect(ticks.every((tick) => Number.isInteger(tick) && tick >= 0)).toBe(true);
    }
  });
  test("times are whole minutes, hours or days, whichever are round", () => {
    const { ticks, format } = axisOf("time", { points });
    expect(ticks(-60, 7200).map(format)).toEqual(["0 s", "30 min", "1 h", "1 h 30 min", "2 h"].map((text) => text.replaceAll(/(?<=\d) (?=[a-z])/g, "\u00A0")));
    expect(ticks(0, 20 * 86_400).every((tick) => tick % 86_400 === 0)).toBe(true);
  });
  test("a gap is 1, 2 or 5 times a power of ten, and multiples of it carry no rounding", () => {
    expect([0.03, 1, 3, 70, 600].map(niceGap)).toEqual([0.05, 1, 5, 100, 1000]);
    expect(multiples(0.05, 0.4, 0.1)).toEqual([0.1, 0.2, 0.3, 0.4]);
  });
});

test("a duration is named by its two largest units", () => {
  expect([0, 45, 90, 5400, 3600, 195_000].map(formatDuration).map((text) => text.replaceAll("\u00A0", " "))).toEqual(["0 s", "45 s", "1 min 30 s", "1 h 30 min", "1 h", "2 d 6 h"]);
});
