import { describe, expect, test } from "vitest";
import { overOptimisation, type OverOptimisationInput } from "@/lib/detect/over-optimisation";
import { overOptimisationPoints } from "@/lib/detect/over-optimisation-points";

const n = 60, clusters = Int32Array.from({ length: n }, (_, i) => i);
/** Training values that are `level` on average. */
const look = (level: number, of = (i: number) => 0.1 * Math.sin(i)) => Float64Array.from({ length: n }, (_, i) => level + of(i));
const fired = { blockSteps: [1, 2], windowSteps: [5], drop: 0.05, dropLow: 0.021 };
const flag = (levels: Record<number, Float64Array>, more: Partial<OverOptimisationInput> = {}) =>
  overOptimisation({ heldOut: fired, training: new Map(Object.entries(levels).map(([step, values]) => [Number(step), values])), clusters, ...more });

describe("over-optimisation", () => {
  test("is flagged when the held-out score fell while the training score rose on the same checkpoints", () => {
    const found = flag({ 1: look(0.5), 2: look(0.52), 5: look(0.6, (i) => 0.1 * Math.cos(i)) });
    expect(found).toMatchObject({ kind: "over-optimisation", flagged: true });
    expect(found.trainingRise).toBeCloseTo(0.09, 2);
    expect(found.low!).toBeLessThan(found.trainingRise!);
    expect(found.sentence).toMatch(/^Held-out score fell by at least 2\.1 percentage points while training score rose by [89]\.\d percentage points\.$/);
  });
  test("is never flagged without the held-out alarm, whatever the training score does", () => {
    expect(flag({ 1: look(0.1), 2: look(0.1), 5: look(0.9) }, { heldOut: null })).toMatchObject({ kind: "none", flagged: false, trainingRise: null });
  });
  test("a training score that fell too is a plain regression; one that stayed is neither", () => {
    expect(flag({ 1: look(0.6), 2: look(0.6), 5: look(0.5, (i) => 0.1 * Math.cos(i)) })).toMatchObject({ kind: "regression", flagged: false });
    expect(flag({ 1: look(0.5), 2: look(0.5), 5: look(0.5) })).toMatchObject({ kind: "unclear", flagged: false, trainingRise: 0 });
    expect(flag({ 1: look(0.5), 2: look(0.5), 5: look(0.499, (i) => (i % 2 === 0 ? 0.3 : -0.3)) })).toMatchObject({ kind: "unclear", flagged: false });
  });
  test("looks outside the contrast, and prompts without a value in all of it, play no part", () => {
    const holed = look(0.9).map((v, i) => (i < 20 ? NaN : v));
    const found = flag({ 1: look(0.5), 2: look(0.5), 3: look(0), 4: look(0), 5: holed });
    expect(found.trainingRise).toBeCloseTo(0.4, 10);
  });
  test("without training scores on those checkpoints it is unknown", () => {
    expect(flag({ 1: look(0.5), 5: look(0.6) })).toMatchObject({ kind: "unknown", flagged: false });
    expect(flag({ 1: look(NaN), 2: look(0.5), 5: look(0.6) })).toMatchObject({ kind: "unknown", flagged: false });
    expect(() => flag({ 1: new Float64Array(3), 2: look(0), 5: look(0) })).toThrow(RangeError);
  });
});

describe("the panel's series", () => {
  test("show means, gap, agreement over prompts, and lengths", () => {
    const [point] = overOptimisationPoints([{ step: 7, training: [0.9, 0.8, 0.6, NaN], heldOut: [0.7, 0.5, 0.4, 0.9], lengths: [200, 300, 50, NaN] }], [100, 100, 100, 100]);
    expect(point!.step).toBe(7);
    expect(point!.training).toBeCloseTo(2.3 / 3, 12);
    expect(point!.heldOut).toBeCloseTo(0.625, 12);
    expect(point!.gap).toBeCloseTo((0.2 + 0.3 + 0.2) / 3, 12); // over the prompts that both have
    expect(point!.rankAgreement).toBe(1);
    expect(point!.concordance).toBeCloseTo((1 + 0.5 + 0) / 3, 12);
    expect(point!.medianLengthRatio).toBe(2);
  });
  test("what is not there is unknown", () => {
    expect(overOptimisationPoints([{ step: 1, training: null, heldOut: [NaN, NaN], lengths: null }], [1, 1])).toEqual([{ step: 1, training: null, heldOut: null, gap: null, rankAgreement: null, concordance: null, medianLengthRatio: null }]);
    expect(overOptimisationPoints([{ step: 1, training: [0.5], heldOut: [0.5], lengths: [0] }], [0])).toMatchObject([{ gap: 0, concordance: 1, rankAgreement: null, medianLengthRatio: null }]);
    expect(() => overOptimisationPoints([{ step: 1, training: [1], heldOut: [1, 0], lengths: null }], null)).toThrow(RangeError);
  });
});
