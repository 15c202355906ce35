import { describe, expect, test } from "vitest";
import { mainPlot } from "@/app/runs/[run]/main-plot";
import { overlayCurve, parseOverlay } from "@/app/runs/[run]/overlay-ref";
import { type RunView, parseView, withView } from "@/app/runs/[run]/view";
import { prepareBracket } from "@/lib/chart/prepare-bracket";
import { prepareCurve } from "@/lib/chart/prepare-curve";
import { axisOf } from "@/lib/chart/step-axis";
import type { Contrast } from "@/lib/contracts";
import { estimate, makeBest, makeCurve, makePoint } from "../chart/make-curve";

const plain: RunView = { axis: "step", overlays: [], zoom: null, chosen: [], guide: false, table: false };
const read = (search: string) => parseView(new URLSearchParams(search));

describe("the view in the address", () => {
  test("reads back as it was written", () => {
    const view: RunView = {
      axis: "look", overlays: [{ kind: "run", name: "demo/sft-good" }, { kind: "reference", name: "*" }, { kind: "model", name: "armo" }],
      zoom: { min: -0.5, max: 12.25 }, chosen: [900, 100], guide: true, table: true,
    };
    const search = withView("?metric=winRate", view);
    expect(read(search)).toEqual(view);
    expect(new URLSearchParams(search).get("metric")).toBe("winRate");
  });
  test("is not mentioned where it is as at first", () => expect(withView("", plain)).toBe(""));
  test("what cannot be read is left out", () => {
    expect(read("?axis=epoch&overlay=nonsense&overlay=run:&zoom=5..1&zoom=a&chosen=x,-1,&guide=yes&table=true")).toEqual(plain);
    expect(read("?chosen=3,3,4,5").chosen).toEqual([3, 4]);
    expect(read(`?${Array.from({ length: 9 }, (_, i) => `overlay=run:a/${i % 8}`).join("&")}`).overlays.map(({ name }) => name)).toEqual(["a/0", "a/1", "a/2", "a/3", "a/4"]);
  });
});

describe("which curve an overlay means", () => {
  const model = (id: string, name: string) => ({ id, name, role: "monitor" as const, status: "ready" as const, notice: null });
  const run = {
    id: "r1", project: "chat", name: "sft", primary: { referenceSet: "ref1", rewardModel: "m1" },
    referenceSets: [{ id: "ref1", name: "handwritten" }, { id: "ref2", name: "gpt" }], rewardModels: [model("m1", "starter"), model("m2", "armo")],
  };
  const of = (text: string, selection = {}) => overlayCurve(parseOverlay(text)!, run, selection);
  test("another reference set or reward model of the run, the rest as chosen", () => {
    expect(of("reference:gpt", { rewardModel: "m2" })).toEqual({ run: "r1", selection: { rewardModel: "m2", referenceSet: "ref2" } });
    expect(of("model:armo")).toEqual({ run: "r1", selection: { rewardModel: "m2" } });
    expect(of("reference:*")).toEqual({ run: "r1", selection: { referenceSet: "*" } });
  });
  test("another run is scored by the same model against the same references, so that the two compare", () => {
    expect(of("run:chat/dpo", { rewardModel: "m2" })).toEqual({ run: "chat/dpo", selection: { rewardModel: "m2", referenceSet: "ref1" } });
  });
  test("the chosen curve itself, and what the run does not have, is none", () => {
    for (const text of ["reference:handwritten", "model:starter", "model:unheard-of", "run:chat/sft", "run:r1"]) expect(of(text), text).toBeNull();
  });
});

describe("the main chart", () => {
  /** Step 200 arrived last. */
  const curve = makeCurve([makePoint(100, 0.6, { look: 1 }), makePoint(200, 0.6, { look: 4 }), makePoint(300, 0.5, { look: 2 }), makePoint(400, 0.5, { look: 3 })]);
  const lead = prepareCurve(curve, "winProbability", { best: makeBest(100, estimate(0.6), { bestSet: [100, 200] }) });
  const contrast: Contrast = { family: "all", kind: "sustained", blockSteps: [100, 200], windowSteps: [300, 400], nUnits: 805, drop: 0.1, dropLow: 0.05, adjustedP: 0.001 };
  const bracket = prepareBracket(contrast, curve, { metric: "winProbability", deciding: "winProbability" });
  const plotOn = (axis: "step" | "look") => mainPlot([lead], { axis: axisOf(axis, curve), overlays: [], bracket, flags: [], chosen: [], guide: false }).marks;

  test("neighbours of the best set are neighbours on the axis that is drawn", () => {
    expect(plotOn("step").bestSet).toEqual([{ min: 100, max: 200 }]);
    expect(plotOn("look").bestSet).toEqual([{ min: 1, max: 1 }, { min: 4, max: 4 }]);
  });
  test("the bracket is left out where the groups lie through one another", () => {
    expect(plotOn("step").bracket).toMatchObject({ block: { min: 100, max: 200 }, window: { min: 300, max: 400 } });
    expect(plotOn("look").bracket).toBeNull();
  });
  test("a curve over it widens the range, has a look of its own and keeps its own places", () => {
    const other = makeCurve([makePoint(100, 0.9, { look: 7 })]);
    const axis = axisOf("look", other);
    const { series, yRange } = mainPlot([lead], {
      axis: axisOf("look", curve), bracket: null, flags: [], chosen: [], guide: false,
      overlays: [{ ref: { kind: "run", name: "a/b" }, source: { run: "a/b", selection: {} }, name: "a/b", look: { token: "series-3", dash: [2, 3], shape: "triangle" }, axis, curve: other, model: prepareCurve(other, "winProbability"), problem: null }],
    });
    expect(series.map(({ label, token, shape }) => [label, token, shape])).toEqual([["Win probability", "tide", "circle"], ["a/b", "series-3", "triangle"]]);
    expect(series[1]!.axis!.place(100)).toBe(7);
    expect(yRange.max).toBeGreaterThan(0.9);
  });
});
