import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prepareCurve } from "@/lib/chart/prepare-curve";
import { estimate, makeBest, makeCurve, makePoint, unknown } from "./make-curve";

const stepsOf = (segments: { step: number }[][]) => segments.map((segment) => segment.map(({ step }) => step));
const waiting = (step: number, status: "received" | "scoring" | "failed", error: string | null = null) => ({ step, checkpointId: `c${step}`, status, error });

describe("lines and gaps", () => {
  test("points come in step order, whatever the order they are given in", () => {
    const curve = makeCurve([makePoint(300, 0.6), makePoint(100, 0.5), makePoint(200, 0.55)]);
    expect(stepsOf(prepareCurve(curve, "winProbability").segments)).toEqual([[100, 200, 300]]);
  });

  test("a registered checkpoint without a point interrupts the line, and says why", () => {
    const curve = makeCurve([makePoint(100, 0.5), makePoint(300, 0.6), makePoint(500, 0.6)], {
      waiting: [waiting(400, "failed", "out of memory"), waiting(200, "received"), waiting(600, "scoring")],
    });
    const { segments, gaps } = prepareCurve(curve, "winRate");
    expect(stepsOf(segments)).toEqual([[100], [300], [500]]);
    expect(gaps.map(({ step, failed, reason }) => [step, failed, reason])).toEqual([[200, false, "waiting to be scored"], [400, true, "failed: out of memory"], [600, false, "being scored"]]);
  });

  test("a point that is being scored is drawn hollow, not reported as a gap", () => {
    const curve = makeCurve([makePoint(100, 0.5), makePoint(200, 0.6, { provisional: true, look: null, nPending: 40 })], { waiting: [waiting(200, "scoring")] });
    const model = prepareCurve(curve, "winProbability");
    expect(stepsOf(model.segments)).toEqual([[100, 200]]);
    expect(model.gaps).toEqual([]);
    expect(model.provisional.map(({ step }) => step)).toEqual([200]);
    expect(model.provisional[0]!.lines.at(-1)).toBe("Provisional: 40 prompts still to be scored");
  });

  test("an unknown value is a gap with its reason in words, in that metric only", () => {
    const curve = makeCurve([makePoint(100, 0.5), makePoint(200, 0.5, { winProbability: unknown("too-few-pairs") }), makePoint(300, 0.5)]);
    const model = prepareCurve(curve, "winProbability");
    expect(stepsOf(model.segments)).toEqual([[100], [300]]);
    expect(model.gaps).toEqual([{ step: 200, checkpointId: "c200", failed: false, reason: "too few pairs for an interval" }]);
    expect(stepsOf(prepareCurve(curve, "winRate").segments)).toEqual([[100, 200, 300]]);
  });

  test("a comparability break interrupts the line, named or seen in the points' identity", () => {
    const points = [makePoint(100, 0.5), makePoint(200, 0.5), makePoint(300, 0.5), makePoint(400, 0.5, { identity: "other" })];
    const model = prepareCurve(makeCurve(points, { breaks: [{ beforeStep: 100, afterStep: 200, reason: "reward model changed" }] }), "winRate");
    expect(stepsOf(model.segments)).toEqual([[100], [200, 300], [400]]);
    expect(model.summary).toContain("Not comparable across: steps 100 and 200, reward model changed.");
  });

  test("a curve that goes over to another branch says where", () => {
    expect(prepareCurve(makeCurve([makePoint(1, 0.5), makePoint(2, 0.5, { branch: "main.2" })]), "winRate").forks).toEqual([{ step: 2, from: "main", to: "main.2" }]);
  });

  test("incomplete points are marked, and hovering names every count", () => {
    const point = makePoint(1200, 0.624, { incomplete: true, look: 7, nFailed: 30, nMissing: 2, nReferenceFailed: 1, nTruncated: 12, nPrompts: 838 });
    const { incomplete } = prepareCurve(makeCurve([point]), "winProbability");
    expect(incomplete[0]!.lines).toEqual([
      "Step 1\u202F200, look 7", "Win probability 62.4\u00A0% [59.4, 65.4] (logit-t 95 %)", "838 prompts: 400 won, 5 tied, 400 lost",
      "30 failed, 2 missing, 1 without a reference score: incomplete, above 2\u00A0%", "12 truncated",
    ]);
  });
});

describe("best checkpoint", () => {
  const curve = makeCurve([makePoint(100, 0.5), makePoint(200, 0.7), makePoint(300, 0.6)]);

  test("the high-water line lies at the shrunk value where it is known", () => {
    const model = prepareCurve(curve, "winProbability", { best: makeBest(200, estimate(0.66), { bestSet: [200, 300], provisional: false }) });
    expect(model.best?.step).toBe(200);
    expect(model.highWater).toEqual({ step: 200, value: 0.66, shrunk: true, provisional: false });
    expect(model.bestSet).toEqual([200, 300]);
  });
  test("and at the point's own value where it is not, or for another metric", () => {
    expect(prepareCurve(curve, "winProbability", { best: makeBest(200, unknown("not-computed")) }).highWater).toEqual({ step: 200, value: 0.7, shrunk: false, provisional: true });
    expect(prepareCurve(curve, "meanScore", { best: makeBest(200, estimate(0.66)) }).highWater?.value).toBe(7);
  });
  test("no choice, or one that is not on this curve, marks nothing", () => {
    expect(prepareCurve(curve, "winRate")).toMatchObject({ best: null, highWater: null });
    expect(prepareCurve(curve, "winRate", { best: makeBest(999, estimate(0.6)) })).toMatchObject({ best: null, highWater: null });
  });
});

describe("value axis", () => {
  test("holds every band, and stays within [0, 1] for fractions", () => {
    fc.assert(fc.property(fc.array(fc.record({ value: fc.double({ min: 0, max: 1, noNaN: true }), half: fc.double({ min: 0, max: 0.3, noNaN: true }) }), { minLength: 1, maxLength: 30 }), (rows) => {
      const points = rows.map(({ value, half }, step) => makePoint(step, value, { winRate: { value, low: Math.max(0, value - half), high: Math.min(1, value + half) } }));
      const { yRange, parity } = prepareCurve(makeCurve(points), "winRate");
      for (const { winRate } of points) {
        expect(winRate.low).toBeGreaterThanOrEqual(yRange.min - 1e-12);
        expect(winRate.high).toBeLessThanOrEqual(yRange.max + 1e-12);
      }
      expect(yRange.min >= 0 && yRange.max <= 1 && yRange.max > yRange.min).toBe(true);
      expect(parity?.draw).toBe(yRange.max < 0.5 ? "arrow-up" : yRange.min > 0.5 ? "arrow-down" : "line");
    }));
  });

  test("parity out of range is an arrow, said in words too", () => {
    const model = prepareCurve(makeCurve([makePoint(1, 0.1), makePoint(2, 0.12)]), "winProbability");
    expect(model.parity).toEqual({ value: 0.5, draw: "arrow-up" });
    expect(model.summary).toContain("Parity (50\u00A0%) lies above the range drawn.");
    expect(prepareCurve(makeCurve([makePoint(1, 0.5)]), "meanScore").parity).toBeNull();
  });

  test("the first wide band of a provisional point does not flatten the others", () => {
    const wide = makePoint(3, 0.6, { provisional: true, winRate: { value: 0.6, low: 0.05, high: 0.98 } });
    expect(prepareCurve(makeCurve([makePoint(1, 0.6), makePoint(2, 0.6), wide]), "winRate").yRange).toEqual(prepareCurve(makeCurve([makePoint(1, 0.6), makePoint(2, 0.6)]), "winRate").yRange);
    expect(prepareCurve(makeCurve([wide]), "winRate").yRange.min).toBeLessThanOrEqual(0.05);
  });

  test("equal scores and huge scores still have a range", () => {
    for (const meanScore of [estimate(0, 0), estimate(1e30, 1), estimate(-5, 1e-9)]) {
      const { min, max } = prepareCurve(makeCurve([makePoint(1, 0.5, { meanScore })]), "meanScore").yRange;
      expect(Number.isFinite(min) && Number.isFinite(max) && max > min).toBe(true);
    }
  });
});

describe("long curves", () => {
  const points = Array.from({ length: 2140 }, (_, i) => makePoint(i * 10, 0.5 + 0.2 * Math.sin(i / 300), {}));
  points[777] = makePoint(7770, 0.05);
  points[1234] = makePoint(12340, 0.95);
  const curve = makeCurve(points);

  test("are thinned evenly, keep ends, extremes and the best, and say so", () => {
    const model = prepareCurve(curve, "winRate", { best: makeBest(15550, estimate(0.6)) });
    const steps = model.segments.flat().map(({ step }) => step);
    expect(model.note).toBe("showing 500 of 2\u202F140 points");
    expect(steps).toHaveLength(500);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    for (const step of [0, 7770, 12340, 15550, 21390]) expect(steps).toContain(step);
    expect(Math.max(...steps.slice(1).map((step, i) => step - steps[i]!))).toBeLessThanOrEqual(60);
    expect(model.summary).toContain("at 2\u202F140 checkpoints");
    expect(model.summary).toContain("Showing 500 of 2\u202F140 points.");
  });

  test("keep their gaps", () => {
    const model = prepareCurve({ ...curve, waiting: [waiting(10005, "failed")] }, "winRate", { mostPoints: 20 });
    expect(model.segments).toHaveLength(2);
    expect([model.segments[0]!.at(-1)!.step, model.segments[1]![0]!.step]).toEqual([10000, 10010]);
  });

  test("500 points are all drawn, without a note", () => {
    expect(prepareCurve(makeCurve(points.slice(0, 500)), "winRate").note).toBeNull();
  });
});

describe("in words", () => {
  test("extent, latest, best and what is missing", () => {
    const curve = makeCurve([makePoint(0, 0.5), makePoint(1000, 0.62)], { waiting: [waiting(2000, "received")] });
    expect(prepareCurve(curve, "winProbability", { best: makeBest(1000, unknown("not-computed")) }).summary.replaceAll(/[\u202F\u00A0]/g, " ")).toBe(
      "Win probability at 2 checkpoints, steps 0 to 1 000, logit-t 95 % intervals. Latest: step 1 000, 62.0 % [59.0, 65.0]. " +
      "Best so far, provisional: step 1 000, 62.0 % [59.0, 65.0]. Without a point: step 2 000, waiting to be scored.");
  });
  test("an empty curve", () => {
    expect(prepareCurve(makeCurve([]), "winRate")).toMatchObject({ segments: [], yRange: { min: 0, max: 1 }, note: null, summary: "Win rate: no point yet." });
  });
});
