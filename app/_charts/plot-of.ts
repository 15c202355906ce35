import type { CurveModel } from "@/lib/chart/curve-model";
import { type ValueUnit, formatValue } from "@/lib/chart/format";
import { metrics } from "@/lib/chart/metrics";
import { type PlotMarks, type PlotSeries, type Range, noMarks } from "./plot-model";
import { metricLook } from "./series-looks";

/** Digits of an axis: those that tell two neighbouring ticks apart. */
export const axisFormat = (unit: ValueUnit) => (value: number, gap: number) => formatValue(value, unit, { low: 0, high: 20 * gap });

export type Plot = { series: PlotSeries[]; marks: PlotMarks; yRange: Range };

/** One plot of one or more curve models with a common unit; the first one carries best, high-water line and parity. */
export function plotOf(models: readonly CurveModel[]): Plot {
  const [lead] = models as [CurveModel];
  const yRange = { min: Math.min(...models.map((m) => m.yRange.min)), max: Math.max(...models.map((m) => m.yRange.max)) };
  const { unit } = metrics[lead.metric];
  const best = lead.best;
  const bounds = best === null ? null : { low: best.low, high: best.high };
  return {
    series: models.map((m) => ({ key: m.metric, label: m.label, segments: m.segments, ...metricLook[m.metric] })),
    yRange,
    marks: {
      ...noMarks,
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
      waiting: lead.gaps.map(({ step, failed }) => ({ step, failed })),
    },
  };
}
