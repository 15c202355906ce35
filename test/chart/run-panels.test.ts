import { describe, expect, test } from "vitest";
import { coverageOf } from "@/lib/chart/coverage";
import { asksForRoles, fitSentence, flagSentence, overOptimisationAbsence } from "@/lib/chart/over-optimisation-words";
import { changedWords, prepareDegeneracy } from "@/lib/chart/prepare-degeneracy";
import { controlledWords, prepareLengthControl } from "@/lib/chart/prepare-length-control";
import { prepareLengths } from "@/lib/chart/prepare-lengths";
import { prepareOverOptimisation } from "@/lib/chart/prepare-over-optimisation";
import { DegeneracyPanel, OverOptimisation } from "@/lib/contracts";
import { estimate, makeCurve, makePoint, unknown } from "./make-curve";

const plain = (text: string | null) => text?.replaceAll(/[\u202F\u00A0]/g, " ") ?? null;
const stepsOf = (segments: readonly { step: number }[][]) => segments.map((segment) => segment.map(({ step }) => step));
const curveOf = (...steps: number[]) => makeCurve(steps.map((step) => makePoint(step, 0.5)));

describe("monitors of the texts", () => {
  const monitor = (key: string, values: (number | string)[], changed: number[], higherIsWorse: boolean | null = true): DegeneracyPanel["monitors"][number] => ({
    key, label: key, unit: "share", definition: "d.", higherIsWorse, method: "Wilson 95 %",
    points: values.map((value, i) => ({ step: i * 10, checkpointId: `c${i * 10}`, n: 100, changed: changed.includes(i * 10), estimate: typeof value === "string" ? unknown(value) : estimate(value, 0.02) })),
  });
  const curve = curveOf(0, 10, 20, 30);

  test("those that got worse come first, then other changes, then changes for the better, then the rest in the server's order", () => {
    const panel = DegeneracyPanel.parse({ monitors: [
      monitor("steady", [0.1, 0.1, 0.1, 0.1], []), monitor("better", [0.5, 0.5, 0.5, 0.1], [30]), monitor("either", [0.5, 0.5, 0.1, 0.1], [20], null), monitor("worse", [0.1, 0.1, 0.4, 0.6], [20, 30]),
    ] });
    const models = prepareDegeneracy(panel, curve);
    expect(models.map(({ key, change }) => [key, change])).toEqual([["worse", "worse"], ["either", "other"], ["better", "better"], ["steady", null]]);
    expect(changedWords(models)).toBe("3 of 4 monitors differ from the first checkpoints, 1 for the worse");
    expect(models[0]!.changeText).toBe("Worse than at the start: 20, 30");
    expect(models[3]!.changeText).toBeNull();
  });
  test("a monitor that moved to both sides is worse where it is worse, and says where it is better", () => {
    const [model] = prepareDegeneracy(DegeneracyPanel.parse({ monitors: [monitor("swing", [0.3, 0.3, 0.6, 0.1], [20, 30])] }), curve);
    expect(model).toMatchObject({ change: "worse", changed: { worse: [20], other: [], better: [30] } });
    expect(model!.changeText).toBe("Worse than at the start: 20; better than at the start: 30");
    expect(model!.summary).toContain("Worse than at the start: 20");
  });
  test("a step that is not known interrupts the line and says why; none at all gives the reason instead of a chart", () => {
    const [gap] = prepareDegeneracy(DegeneracyPanel.parse({ monitors: [monitor("gap", [0.1, "not-measured", 0.1, 0.1], [])] }), curve);
    expect(stepsOf(gap!.segments)).toEqual([[0], [20, 30]]);
    expect(gap!.read(10)).toBe("not measured yet");
    expect(plain(gap!.read(20))).toBe("10.0 % [8.0, 12.0]");
    expect(gap!.read(999)).toBe("–");
    const [none] = prepareDegeneracy(DegeneracyPanel.parse({ monitors: [monitor("none", ["no-texts", "no-texts", "no-texts", "no-texts"], [])] }), curve);
    expect(none).toMatchObject({ segments: [], absence: "no completion gives this value", change: null });
  });
  test("a panel without monitors, or without a checkpoint, is empty", () => {
    expect(prepareDegeneracy({ monitors: [] }, curve)).toEqual([]);
    expect(changedWords([])).toBe("no monitor differs from the first checkpoints");
    expect(prepareDegeneracy(DegeneracyPanel.parse({ monitors: [monitor("new", [], [])] }), makeCurve([]))[0]!.absence).toBe("no checkpoint yet");
  });
});

describe("training against held-out", () => {
  const point = (step: number, changes: Partial<OverOptimisation["points"][number]> = {}) => ({
    step, checkpointId: `c${step}`, training: 0.6, heldOut: 0.5, gap: 0.1, rankAgreement: 0.4, concordance: 0.7, medianLengthRatio: 1.1, winRate: 0.5, lengthControlledWinRate: null, kl: null, ...changes,
  });
  const panelOf = (changes: Partial<OverOptimisation>): OverOptimisation => OverOptimisation.parse({
    training: { id: "t", name: "proxy" }, heldOut: { id: "h", name: "gold" }, flag: null, points: [], fit: null, fitReason: null, reason: null, ...changes,
  });

  test("both lines and their agreement lie on the run's steps, interrupted where one has no value", () => {
    const model = prepareOverOptimisation(panelOf({ points: [point(0), point(10, { heldOut: null, gap: null, rankAgreement: null }), point(20, { rankAgreement: -0.2 })] }), curveOf(0, 10, 20))!;
    expect(stepsOf(model.training)).toEqual([[0, 10, 20]]);
    expect(stepsOf(model.heldOut)).toEqual([[0], [20]]);
    expect(model.agreementRange).toEqual({ min: -1, max: 1 });
    expect(model.at(20)?.gap).toBe(0.1);
    expect(plain(model.summary)).toBe("Latest: step 20, training 60.0 %, held-out 50.0 %, gap +10.0 pp.");
  });
  test("without points there is nothing to draw, and the reason teaches what is missing", () => {
    expect(prepareOverOptimisation(panelOf({ reason: "no-held-out-model" }), curveOf(0))).toBeNull();
    for (const code of ["no-training-and-no-held-out-model", "no-training-model", "no-held-out-model"]) {
      expect(overOptimisationAbsence(code)).toMatch(/role (training|held-out)/);
      expect(asksForRoles(code)).toBe(true);
    }
    expect(asksForRoles("no-scores")).toBe(false);
    expect(asksForRoles("no-reference-set")).toBe(false);
  });
  test("a run scored by both models at no step says so", () => {
    expect(prepareOverOptimisation(panelOf({ points: [point(0, { heldOut: null, gap: null })] }), curveOf(0))!.summary).toBe("No checkpoint has been scored by both models yet.");
  });
  test("the flag is said with the error level that it keeps, and not before the detector has decided", () => {
    expect(flagSentence(null)).toBeNull();
    const flag = { flagged: true, sentence: "Held-out score fell by at least 2.0 percentage points while training score rose by 4.0 percentage points.", contrast: null, trainingRise: 0.04, errorLevel: 0.05 };
    expect(plain(flagSentence(flag))).toBe(`${flag.sentence} This sentence keeps a run-wide error at most 5 %.`);
  });
  test("the fit is a picture with its looks on both sides, or says why there is none", () => {
    expect(fitSentence({ fit: { form: "rl", alpha: 1, beta: 1, peakKl: 12.34, looksBeforePeak: 3, looksAfterPeak: 1 }, fitReason: null }))
      .toBe("Held-out score peaks at about KL 12 nats (3 looks before, 1 look after). A picture, not a test.");
    expect(fitSentence({ fit: null, fitReason: "no-kl-logged" })).toContain("log kl");
    expect(fitSentence({ fit: null, fitReason: null })).toBeNull();
  });
});

describe("length", () => {
  test("lengths are drawn from zero, and a step without a reference length interrupts that line alone", () => {
    const model = prepareLengths(makeCurve([makePoint(0, 0.5), makePoint(10, 0.5, { meanReferenceLength: null }), makePoint(20, 0.5)]));
    expect(stepsOf(model.completions)).toEqual([[0, 10, 20]]);
    expect(stepsOf(model.references)).toEqual([[0], [20]]);
    expect(model.yRange.min).toBe(0);
    expect(plain(model.summary)).toBe("Mean length, latest: step 20, 812 characters, references 640.");
  });
  test("the band of the corrected win rate is the two corrections, whichever is higher", () => {
    const curve = makeCurve([makePoint(0, 0.5, { lengthControlledWinRate: { tanh: 0.45, linear: 0.441 } }), makePoint(10, 0.5)]);
    const model = prepareLengthControl(curve)!;
    expect(model.controlled[0]![0]).toMatchObject({ value: expect.closeTo(0.4455), low: 0.441, high: 0.45 });
    expect(stepsOf(model.raw)).toEqual([[0, 10]]);
    expect(plain(controlledWords(curve.points[0]!))).toBe("44.1 to 45.0 %");
    expect(plain(controlledWords({ lengthControlledWinRate: { tanh: 0.45001, linear: 0.45002 } }))).toBe("45.0 %");
    expect(controlledWords(curve.points[1]!)).toBe("not known");
  });
  test("without any correction there is no picture of one", () => expect(prepareLengthControl(curveOf(0, 10))).toBeNull());
});

describe("coverage", () => {
  test("the axis is as high as the fullest step, those still to be scored included", () => {
    expect(coverageOf(makeCurve([makePoint(0, 0.5), makePoint(10, 0.5, { nPrompts: 300, nPending: 600 })])).most).toBe(900);
    expect(coverageOf(makeCurve([])).most).toBe(1);
  });
  test("failures are named only where there are any, truncation is a line of its own", () => {
    const clean = coverageOf(curveOf(0, 10));
    expect([...clean.present]).toEqual(["nWin", "nTie", "nLoss"]);
    expect(clean.truncated).toEqual([]);
    const marred = coverageOf(makeCurve([makePoint(0, 0.5, { nMissing: 3 }), makePoint(10, 0.5, { nTruncated: 7 })]));
    expect([...marred.present]).toEqual(["nWin", "nTie", "nLoss", "nMissing"]);
    expect(marred.truncated.flat().map(({ value }) => value)).toEqual([0, 7]);
  });
});
