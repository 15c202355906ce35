import type { CurveModel } from "@/lib/chart/curve-model";
import type { Flag } from "@/lib/chart/prepare-flags";
import type { BracketModel } from "@/lib/chart/prepare-bracket";
import { prepareGuide } from "@/lib/chart/prepare-guide";
import type { StepAxis } from "@/lib/chart/step-axis";
import { stepRanges } from "@/lib/chart/step-ranges";
import type { PlotMarks, PlotSeries, Range } from "../../_charts/plot-model";
import { type Plot, plotOf } from "../../_charts/plot-of";
import { leadLook } from "../../_charts/series-looks";
import { overlayKey } from "./overlay-ref";
import type { Overlay } from "./use-overlays";

export type MainPlotInput = {
  axis: StepAxis; overlays: readonly Overlay[]; bracket: BracketModel | null; flags: Flag[]; chosen: number[]; guide: boolean;
};

/** The main chart: the curve with what was decided and said about it, other curves over it, and the guide where it is asked for. */
export function mainPlot(models: readonly CurveModel[], { axis, overlays, bracket, flags, chosen, guide }: MainPlotInput): Plot {
  const [lead] = models as [CurveModel];
  const own = plotOf(models);
  const over = overlays.flatMap(({ ref, name, look, axis: places, model }) => (model ? [{ key: overlayKey(ref), label: name, ...look, axis: places, segments: model.segments, yRange: model.yRange }] : []));
  const yRange = over.reduce((all, { yRange: one }) => ({ min: Math.min(all.min, one.min), max: Math.max(all.max, one.max) }), own.yRange);
  const { parity } = own.marks;
  return {
    series: [...(overlays.length > 0 ? own.series.map((series) => ({ ...series, ...leadLook })) : own.series), ...over, ...(guide ? [guideOf(lead)] : [])],
    yRange,
    marks: {
      ...own.marks, flags, chosen,
      parity: parity && { ...parity, place: parity.value > yRange.max ? "above" : parity.value < yRange.min ? "below" : "inside" },
      bestSet: rangesOf(lead.bestSet, [...lead.segments.flat(), ...lead.gaps].map(({ step }) => step), axis),
      bracket: bracket && bracketOn(bracket, axis),
    },
  };
}

const guideOf = (lead: CurveModel): PlotSeries => ({
  key: "guide", label: "five-step guide", token: "muted", dash: [], shape: "circle", quiet: true,
  segments: prepareGuide(lead).map((segment) => segment.map((point) => ({ ...point, low: null, high: null, provisional: false, incomplete: false }))),
});

const placesOf = (steps: readonly number[], axis: StepAxis) => steps.flatMap((step) => axis.place(step) ?? []);

/** Neighbours on this axis, which among looks are not those among steps. */
const rangesOf = (chosen: readonly number[], known: readonly number[], axis: StepAxis): Range[] =>
  stepRanges(placesOf(chosen, axis), placesOf(known, axis)).map(({ from, to }) => ({ min: from, max: to }));

/** Null where the two groups lie through one another: looks may arrive in another order than steps. */
function bracketOn({ block, window, label }: BracketModel, axis: StepAxis): PlotMarks["bracket"] {
  const [before, after] = [block, window].map(({ steps, value }) => {
    const places = placesOf(steps, axis);
    return places.length === 0 ? null : { min: Math.min(...places), max: Math.max(...places), value };
  });
  return before && after && before.max < after.min ? { block: before, window: after, label } : null;
}
