import type { CurveModel } from "@/lib/chart/curve-model";
import { type ValueUnit, formatValue } from "@/lib/chart/format";
import { type MetricName, metrics } from "@/lib/chart/metrics";
import { stepRanges } from "@/lib/chart/step-ranges";
import { type PlotMarks, type PlotSeries, type Range, noMarks } from "./plot-model";

/** Each metric has one look, wherever it is drawn. */
export const seriesLook: Record<MetricName, Pick<PlotSeries, "token" | "dash" | "shape">> = {
  winProbability: { token: "tide", dash: [], shape: "circle" },
  winRate: { token: "series-2", dash: [7, 4], shape: "rectRot" },
  meanScore: { token: "tide", dash: [], shape: "circle" },
};

/** Digits of an axis: those that tell two neighbouring ticks apart. */
export const axisFormat = (unit: ValueUnit) => (value: number, gap: number) => formatValue(value, unit, { low: 0, high: 20 * gap });

/** A checkpoint that will have no point, as against one that has none yet. */
export const hasFailed = (gap: CurveModel["gaps"][number]) => gap.reason.startsWith("failed");

export type Plot = { series: PlotSeries[]; marks: PlotMarks; yRange: Range };

/** One plot of one or more curve models with a common unit; the first one carries best, high-water line and parity. */
export function plotOf(models: readonly CurveModel[]): Plot {
  const [lead] = models as [CurveModel];
  const yRange = { min: Math.min(...models.map((m) => m.yRange.min)), max: Math.max(...models.map((m) => m.yRange.max)) };
  const { unit } = metrics[lead.metric];
  const best = lead.best;
  const bounds = best === null ? null : { low: best.low, high: best.high };
  return {
    series: models.map((m) => ({ key: m.metric, label: m.label, segments: m.segments, ...seriesLook[m.metric] })),
    yRange,
    marks: {
      ...noMarks,
      bestSet: stepRanges(lead.bestSet, [...lead.segments.flat(), ...lead.gaps].map(({ step }) => step)),
      best: best && { step: best.step, value: best.value },
      highWater: lead.highWater && {
        fromStep: lead.highWater.step, value: lead.highWater.value,
        label: `high water ${formatValue(lead.highWater.value, unit, bounds)}`,
      },
      parity: lead.parity && {
        value: lead.parity.value, label: `${formatValue(lead.parity.value, unit, { low: 0, high: 1 })} parity`,
        place: lead.parity.value > yRange.max ? "above" : lead.parity.value < yRange.min ? "below" : "inside",
      },
      breaks: lead.breaks,
      waiting: lead.gaps.map((gap) => ({ step: gap.step, failed: hasFailed(gap) })),
    },
  };
}
