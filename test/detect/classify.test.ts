import { describe, expect, test } from "vitest";
import { changeStep } from "@/lib/detect/change-step";
import { classifyDrop } from "@/lib/detect/classify-drop";
import { planOf } from "@/lib/detect/detector-plan";
import { scanRun } from "@/lib/detect/scan-run";
import { looksAt } from "./make-looks";

const fast = { kind: "fast", blockSteps: [10, 20, 30, 40], windowSteps: [50] } as const;
const contrast = { ...fast, blockSteps: [...fast.blockSteps], windowSteps: [...fast.windowSteps] };
const before = [0.6, 0.6, 0.6, 0.6];
const kind = (after: readonly number[], nPrompts = 400, spread = 0.1) => classifyDrop({ looks: looksAt([...before, ...after], nPrompts, spread), contrast, clusters: null });

describe("whether a drop of one look lasts", () => {
  test("it is unconfirmed until three looks have followed", () => {
    for (const after of [[0.4], [0.4, 0.4], [0.4, 0.4, 0.4]]) expect(kind(after)).toBe("unconfirmed");
    expect(kind([0.4, 0.4, 0.4, 0.4])).toBe("sustained");
  });
  test("looks that stay below the block make it sustained, looks that are better than the fallen one a dip", () => {
    expect(kind([0.4, 0.5, 0.5, 0.5])).toBe("sustained");
    expect(kind([0.4, 0.6, 0.62, 0.61])).toBe("dip-recovered");
  });
  test("looks that show neither leave it unresolved", () => {
    expect(kind([0.59, 0.595, 0.595, 0.595], 60, 0.3)).toBe("unresolved");
  });
  test("only the three looks after it count, and incomplete ones are waited out", () => {
    expect(kind([0.4, 0.6, 0.6, 0.6, 0.2, 0.2, 0.2])).toBe("dip-recovered");
    const looks = looksAt([...before, 0.4, 0.2, 0.6, 0.6, 0.6], 400).map((look) => ({ ...look, incomplete: look.step === 60 }));
    expect(classifyDrop({ looks, contrast, clusters: null })).toBe("dip-recovered");
    expect(classifyDrop({ looks: looks.slice(0, 8), contrast, clusters: null })).toBe("unconfirmed");
  });
  test("a window as long as a block needs no confirmation, unless one look carries it", () => {
    const sustained = (after: readonly number[]) =>
      classifyDrop({ looks: looksAt([...before, ...after], 400), contrast: { kind: "sustained", blockSteps: [10, 20, 30, 40], windowSteps: [50, 60, 70, 80] }, clusters: null });
    expect(sustained([0.55, 0.55, 0.55, 0.55])).toBe("sustained");
    expect(sustained([0.6, 0.6, 0.6, 0.4])).toBe("unconfirmed");
    expect(sustained([0.6, 0.6, 0.6, 0.4, 0.6, 0.6, 0.6])).toBe("dip-recovered");
    expect(sustained([0.4, 0.62, 0.62, 0.62])).toBe("dip-recovered");
    expect(sustained([0.6, 0.6, 0.6, 0.4, 0.5, 0.5, 0.5])).toBe("sustained");
  });
  test("copies of few prompts are no evidence", () => {
    const looks = looksAt([...before, 0.55, 0.58, 0.58, 0.58], 12, 0.1).map((look) => ({ ...look, values: Float64Array.from({ length: 1200 }, (_, i) => look.values[i % 12]!) }));
    const clusters = Int32Array.from({ length: 1200 }, (_, i) => i % 12);
    expect(classifyDrop({ looks, contrast, clusters: null })).toBe("sustained");
    expect(classifyDrop({ looks, contrast, clusters })).toBe("unresolved");
  });
  test("a contrast of other looks is refused", () => {
    expect(() => classifyDrop({ looks: looksAt(before, 10), contrast, clusters: null })).toThrow(RangeError);
  });
});

describe("where a drop began", () => {
  const stepOf = (level: readonly number[], windowSteps: number[], incomplete: readonly number[] = []) =>
    changeStep({ looks: looksAt(level, 200, 0.02).map((look) => ({ ...look, incomplete: incomplete.includes(look.step) })), contrast: { blockSteps: [10, 20, 30, 40], windowSteps } });

  test("a sudden drop is found where it is, before the window, in it, and at its end", () => {
    expect(stepOf([...before, 0.6, 0.6, 0.4, 0.4, 0.4, 0.4], [70, 80, 90, 100])).toBe(70);
    expect(stepOf([...before, 0.6, 0.4, 0.4, 0.4, 0.4, 0.4], [70, 80, 90, 100])).toBe(60);
    expect(stepOf([...before, 0.6, 0.6, 0.6, 0.6, 0.4, 0.4], [70, 80, 90, 100])).toBe(90);
    expect(stepOf([...before, 0.4], [50])).toBe(50);
  });
  test("looks after the window and incomplete ones do not move it, and a drift is put inside", () => {
    expect(stepOf([...before, 0.6, 0.4, 0.4, 0.4, 0.4, 0.1, 0.1, 0.1], [60, 70, 80, 90])).toBe(60);
    expect(stepOf([...before, 0.1, 0.6, 0.4, 0.4, 0.4, 0.4], [70, 80, 90, 100], [50])).toBe(70);
    const drift = stepOf([...before, 0.58, 0.55, 0.52, 0.49, 0.46, 0.43, 0.4], [80, 90, 100, 110]);
    expect(drift).toBeGreaterThan(50);
    expect(drift).toBeLessThan(110);
  });
  test("a rise, or a fall within the block, is not where the drop began", () => {
    expect(stepOf([...before, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.5], [130])).toBe(130);
    expect(stepOf([0.8, 0.8, 0.5, 0.5, 0.6, 0.4], [60])).toBe(60);
  });
  test("of equal splits the later, and without a common prompt the window's first step", () => {
    const looks = [0.75, 0.75, 0.5, 0.25, 0.25].map((level, t) => ({ step: 10 * (t + 1), arrival: t + 1, values: new Float64Array(20).fill(level), incomplete: false }));
    expect(changeStep({ looks, contrast: { blockSteps: [10, 20], windowSteps: [40, 50] } })).toBe(40);
    expect(changeStep({ looks: looks.map((look, t) => ({ ...look, values: look.values.map((v, i) => (i % 5 === t ? NaN : v)) })), contrast: { blockSteps: [10, 20], windowSteps: [40, 50] } })).toBe(40);
  });
  test("it lies after the block and not after the window of a contrast that fired", () => {
    const looks = looksAt([...before, 0.62, 0.62, 0.62, 0.55, 0.5, 0.45, 0.45], 300);
    const { contrast: fired } = scanRun({ looks, plan: planOf({ expectedLooks: 20, alpha: 0.05, delta: 0.005 }), clusters: null }).firstAlarm!;
    const step = changeStep({ looks, contrast: fired });
    expect(step).toBeGreaterThan(fired.blockSteps.at(-1)!);
    expect(step).toBeLessThanOrEqual(fired.windowSteps.at(-1)!);
  });
});
