import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { narrowedTo } from "@/lib/detect/narrowed-to";
import { narrowingSteps } from "@/lib/detect/narrowing-steps";
import { turnedTags } from "@/lib/detect/turned-tags";

describe("tags that turned", () => {
  // 500 prompts won before, 60 lost after; 80 of them maths, of which 22 turned: the table of exact-tests.
  const before = Array.from({ length: 510 }, (_, i) => (i < 500 ? 1 : 0));
  const after = before.map((won, i) => (won === 1 && (i < 22 || (i >= 100 && i < 138)) ? 0 : won));
  const tags = before.map((_, i) => (i < 80 ? ["maths", "all"] : i < 300 ? ["code", "all"] : ["all"]));
  const rows = turnedTags({ before, after, tags });

  test("are told with how many were expected and how improbable that is, worst first", () => {
    expect(rows.map(({ tag }) => tag)).toEqual(["maths", "code"]);
    expect(rows[0]).toMatchObject({ nPrompts: 80, nTurned: 22, expected: 9.6 });
    expect(Math.abs(rows[0]!.p - 2.2580685561804642e-5)).toBeLessThan(1e-12);
    expect(rows[0]!.adjustedP).toBeCloseTo(2 * rows[0]!.p, 14);
  });
  test("count only prompts that were won before and have an outcome after", () => {
    const [row] = turnedTags({ before: [1, 1, 1, 0, 0.5, 1, 1], after: [0, 1, 0.5, 0, 0, NaN, 0], tags: [["x"], [], ["x"], ["x"], ["x"], ["x"], []] });
    expect(row).toMatchObject({ tag: "x", nPrompts: 2, nTurned: 1, expected: 1 });
  });
  test("nothing turned, or a tag that all carry, says nothing", () => {
    expect(turnedTags({ before: [1, 1], after: [1, 1], tags: [["x"], []] })).toMatchObject([{ nTurned: 0, p: 1, adjustedP: 1 }]);
    expect(turnedTags({ before: [1, 1], after: [0, 1], tags: [["x"], ["x"]] })).toEqual([]);
    expect(turnedTags({ before: [], after: [], tags: [] })).toEqual([]);
    expect(() => turnedTags({ before: [1], after: [1], tags: [] })).toThrow(RangeError);
  });
  test("by chance alone, a tag is called at 5 % in at most about 5 % of runs", () => {
    let seed = 99, called = 0;
    const uniform = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
    const nRuns = 400, names = ["a", "b", "c", "d"];
    for (let run = 0; run < nRuns; run++) {
      const won = Array.from({ length: 200 }, () => 1), lost = won.map(() => Number(uniform() > 0.15)), some = won.map(() => [names[Math.floor(uniform() * 4)]!]);
      if (turnedTags({ before: won, after: lost, tags: some }).some(({ adjustedP }) => adjustedP <= 0.05)) called++;
    }
    expect(called / nRuns).toBeLessThan(0.075);
  });
});

describe("steps that would narrow a drop", () => {
  test("are the middle, then the quarters, of the gap between good and bad", () => {
    expect(narrowingSteps({ steps: [0, 400, 800, 1200], a: 400, b: 800 })).toEqual([600, 500, 700]);
    expect(narrowingSteps({ steps: [], a: 3, b: 5 })).toEqual([4]);
    expect(narrowingSteps({ steps: [], a: 3, b: 4 })).toEqual([]);
  });
  test("fill the widest gap first where checkpoints lie in between", () => {
    expect(narrowingSteps({ steps: [900], a: 0, b: 1000 })).toEqual([450, 225, 675]);
    expect(() => narrowingSteps({ steps: [], a: 5, b: 5 })).toThrow(RangeError);
  });
  test("are new, whole and strictly between, and the first halves the widest gap", () => {
    fc.assert(fc.property(fc.array(fc.nat(1000)), fc.nat(900), fc.integer({ min: 1, max: 2 ** 50 }), fc.integer({ min: 0, max: 8 }), (steps, a, width, atMost) => {
      const b = a + width, found = narrowingSteps({ steps, a, b, atMost });
      expect(found.length).toBeLessThanOrEqual(atMost);
      expect(new Set(found).size).toBe(found.length);
      for (const step of found) expect(Number.isInteger(step) && step > a && step < b && !steps.includes(step)).toBe(true);
    }));
  });
});

describe("where most of a drop happened", () => {
  const looks = (values: number[]) => values.map((value, i) => ({ step: 10 * i, value }));
  test("is the split between the high and the low part, not the largest single jump", () => {
    expect(narrowedTo(looks([0.6, 0.61, 0.59, 0.5, 0.49, 0.5]))).toEqual({ from: 20, to: 30 });
    expect(narrowedTo(looks([0.6, 0.6, 0.6, 0.5, 0.58, 0.4, 0.4, 0.4]))).toEqual({ from: 40, to: 50 });
    expect(narrowedTo(looks([0.6, 0.5]))).toEqual({ from: 0, to: 10 });
  });
  test("is nowhere without a fall", () => expect([narrowedTo([]), narrowedTo(looks([0.5])), narrowedTo(looks([0.5, 0.5])), narrowedTo(looks([0.4, 0.5, 0.6]))]).toEqual([null, null, null, null]));
});
