import { describe, expect, test } from "vitest";
import { planOf } from "@/lib/detect/detector-plan";
import { pairSpread } from "@/lib/detect/pair-spread";
import { smallestDetectableDrop } from "@/lib/detect/smallest-detectable-drop";
import { looksAt, makeLooks } from "./make-looks";

const plan = planOf({ expectedLooks: 100, alpha: 0.05, delta: 0.005 });

test("the block is four looks, two in runs planned below 20 looks, one below 10", () => {
  expect([9, 10, 19, 20, 100].map((expectedLooks) => planOf({ expectedLooks, alpha: 0.05, delta: 0 }).blockSize)).toEqual([1, 2, 2, 4, 4]);
});

describe("smallest detectable drop", () => {
  test("before a run of 100 looks it is what the planning table says", () => {
    // 805 prompts 3.2 and 2.2 points of win probability, 200 prompts 5.9 and 3.9 (with the critical value rounded to 4.2).
    for (const [nUnits, fast, sustained] of [[805, 0.0319, 0.022], [200, 0.059, 0.0391]] as const) {
      const drop = smallestDetectableDrop({ metric: "winProbability", plan, nUnits, sdPair: null, nLooks: 0 })!;
      expect(drop).toMatchObject({ sdPair: 0.23, sdSource: "assumed", nUnits, look: 50 });
      expect(drop.critical).toBeGreaterThan(4.1);
      expect(drop.critical).toBeLessThan(4.4);
      expect(Math.abs(drop.fast - fast)).toBeLessThan(0.0008);
      expect(Math.abs(drop.sustained - sustained)).toBeLessThan(0.0005);
    }
  });
  test("it falls with prompts and grows with the spread, with delta, and late in a run", () => {
    const fast = (more: object) => smallestDetectableDrop({ metric: "winProbability", plan, nUnits: 400, sdPair: 0.2, nLooks: 0, ...more })!.fast;
    expect(fast({ nUnits: 1600 }) - 0.005).toBeCloseTo((fast({}) - 0.005) / 2, 3);
    expect(fast({ sdPair: 0.4 }) - 0.005).toBeCloseTo((fast({}) - 0.005) * 2, 9);
    expect(fast({ plan: { ...plan, delta: 0.02 } })).toBeCloseTo(fast({}) + 0.015, 9);
    expect(fast({ nLooks: 99 })).toBeGreaterThan(fast({}));
    expect(fast({ nLooks: 150 })).toBeGreaterThan(fast({ nLooks: 99 }));
    expect(fast({ nLooks: 30 })).toBe(fast({}));
  });
  test("it says when the spread was measured, and is unknown where the detector would test nothing", () => {
    expect(smallestDetectableDrop({ metric: "winProbability", plan, nUnits: 400, sdPair: 0.2, nLooks: 8 })).toMatchObject({ sdPair: 0.2, sdSource: "measured" });
    expect(smallestDetectableDrop({ metric: "winProbability", plan, nUnits: 49, sdPair: 0.2, nLooks: 8 })).toBeNull();
  });
  test("before there is data, single outcomes are taken to change more than single probabilities", () => {
    const drop = (metric: "winRate" | "winProbability") => smallestDetectableDrop({ metric, plan, nUnits: 805, sdPair: null, nLooks: 0 })!;
    expect(drop("winRate")).toMatchObject({ sdPair: 0.512, sdSource: "assumed" });
    expect((drop("winRate").fast - 0.005) / (drop("winProbability").fast - 0.005)).toBeCloseTo(0.512 / 0.23, 9);
    expect(smallestDetectableDrop({ metric: "winRate", plan, nUnits: 805, sdPair: 0.3, nLooks: 8 })).toMatchObject({ sdPair: 0.3, sdSource: "measured" });
  });
  test("with blocks of one look both windows are the same", () => {
    const drop = smallestDetectableDrop({ metric: "winProbability", plan: planOf({ expectedLooks: 6, alpha: 0.05, delta: 0.005 }), nUnits: 400, sdPair: null, nLooks: 0 })!;
    expect(drop.sustained).toBe(drop.fast);
  });
});

describe("spread of single prompts between neighbours", () => {
  test("it is the standard deviation of the changes, incomplete looks left out, late looks in their place", () => {
    const looks = makeLooks([[0, 0, 0, 0], [1, -1, 1, -1], [9, 0, 9, 0], [3, -3, 3, NaN]], [3]);
    // Changes 1,-1,1,-1 (variance 4/3) and 2,-2,2 (variance 16/3).
    expect(pairSpread(looks, null)!.sdPair).toBeCloseTo(Math.sqrt(10 / 3), 12);
    expect(pairSpread([...looks].reverse(), null)).toEqual(pairSpread(looks, null));
    expect(pairSpread(looks, null)!.nUnits).toBe(3.5);
  });
  test("copies count once", () => {
    const looks = looksAt([0.5, 0.5, 0.5], 40).map((look) => ({ ...look, values: Float64Array.from({ length: 80 }, (_, i) => look.values[i >> 1]!) }));
    expect(pairSpread(looks, Int32Array.from({ length: 80 }, (_, i) => i >> 1))!.nUnits).toBeCloseTo(39.5, 0);
    expect(pairSpread(looks, Int32Array.from({ length: 80 }, (_, i) => i >> 1))!.sdPair).toBe(pairSpread(looks, null)!.sdPair);
  });
  test("it is unknown with fewer than two looks or two prompts", () => {
    expect(pairSpread([], null)).toBeNull();
    expect(pairSpread(looksAt([0.5], 10), null)).toBeNull();
    expect(pairSpread(makeLooks([[1, NaN], [2, 3]]), null)).toBeNull();
  });
});
