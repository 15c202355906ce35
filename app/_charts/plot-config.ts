import type { ChartConfiguration, ChartDataset, Plugin, Point, PointStyle } from "chart.js";
import type { PlotMarks, PlotPoint, PlotSeries, Range } from "./plot-model";
import { type Colours, withAlpha } from "./read-colours";

export type PlotLayout = {
  series: PlotSeries[]; marks: PlotMarks; xRange: Range; yRange: Range;
  formatX: (step: number) => string;
  /** `gap`: distance between two ticks, which decides the digits. */
  formatY: (value: number, gap: number) => string;
  /** Without them a panel lies under another one that shows the same steps. */
  showSteps: boolean; yWidth: number;
};

/** Chart.js configuration of lines over training steps. Ranges are ours, so that band and parity decide them, not the points alone. */
export function plotConfig(layout: PlotLayout, colours: Colours, plugins: Plugin<"line">[]): ChartConfiguration<"line"> {
  const { xRange } = layout;
  return {
    type: "line",
    data: { datasets: layout.series.map((series) => dataset(series, xRange, colours)) },
    plugins,
    options: {
      animation: false, responsive: true, maintainAspectRatio: false, events: [], layout: { padding: { top: 10, right: 14, left: 0, bottom: 2 } },
      scales: { x: stepScale(layout, colours), y: valueScale(layout, colours) },
      plugins: { annotation: { animations: false as never, clip: false, annotations: lines(layout, colours) as never } },
    },
  };
}

function dataset(series: PlotSeries, xRange: Range, colours: Colours): ChartDataset<"line", Point[]> {
  const colour = colours[series.token];
  const points: (PlotPoint | null)[] = series.segments.flatMap((segment, i) => (i === 0 ? segment : [null, ...segment]));
  const nVisible = points.filter((p) => p && p.step >= xRange.min && p.step <= xRange.max).length;
  const radius = nVisible <= 60 ? 3.5 : nVisible <= 200 ? 2 : 0;
  return {
    label: series.label,
    data: points.map((p) => (p ? { x: p.step, y: p.value } : { x: NaN, y: NaN })),
    borderColor: colour, borderWidth: nVisible <= 200 ? 2 : 1.25, borderDash: series.dash, borderJoinStyle: "round", spanGaps: false,
    pointStyle: series.shape as PointStyle,
    pointRadius: points.map((p) => (p?.provisional ? 4.5 : p && alone(series, p) ? Math.max(radius, 3) : radius)),
    pointBackgroundColor: points.map((p) => (p?.provisional ? colours.raised : colour)),
    pointBorderColor: points.map((p) => (p?.provisional ? colours.unknown : colours.raised)),
    pointBorderWidth: points.map((p) => (p?.provisional ? 2 : 1)),
    segment: { borderDash: (ctx) => (points[ctx.p1DataIndex]?.provisional || points[ctx.p0DataIndex]?.provisional ? [2, 3] : undefined) },
    clip: 8,
  };
}

const alone = (series: PlotSeries, point: PlotPoint) => series.segments.some((s) => s.length === 1 && s[0]!.step === point.step);

export function stepScale({ xRange, formatX, showSteps }: Pick<PlotLayout, "xRange" | "formatX" | "showSteps">, colours: Colours) {
  return {
    type: "linear" as const, min: xRange.min, max: xRange.max,
    border: { color: colours["line-strong"] },
    grid: { display: false },
    ticks: {
      display: showSteps, color: colours.muted, maxRotation: 0, autoSkipPadding: 24, padding: 6, precision: 0,
      // The edges of the range lie beside the steps; only whole steps get a number.
      callback: (value: number | string) => (Number.isInteger(Number(value)) && Number(value) >= 0 ? formatX(Number(value)) : null),
    },
    afterBuildTicks: (scale: { ticks: { value: number }[]; min: number; max: number }) => {
      scale.ticks = niceSteps(scale.min, scale.max).map((value) => ({ value }));
    },
  };
}

/** 1, 2 or 5 times a power of ten, at least `rough`. */
function niceGap(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((m) => m * power).find((g) => g >= rough * 0.999)!;
}

/** Round numbers within the range, a nice gap apart. */
function multiples(min: number, max: number, gap: number): number[] {
  const first = Math.ceil(min / gap - 1e-9);
  // Multiples of a decimal gap carry rounding: 0.30000000000000004.
  return Array.from({ length: Math.max(0, Math.floor(max / gap + 1e-9) - first + 1) }, (_, i) => Number(((first + i) * gap).toPrecision(12)));
}

const niceSteps = (min: number, max: number) => multiples(Math.max(0, min), max, Math.max(1, niceGap(Math.max((max - min) / 12, 1))));
const valueGap = ({ min, max }: Range) => niceGap((max - min) / 5);

export function valueScale({ yRange, formatY, yWidth }: Pick<PlotLayout, "yRange" | "formatY" | "yWidth">, colours: Colours) {
  return {
    type: "linear" as const, min: yRange.min, max: yRange.max,
    border: { display: false },
    grid: { color: withAlpha(colours.line, 0.9), drawTicks: false },
    ticks: { color: colours.muted, padding: 8, callback: (value: number | string) => formatY(Number(value), valueGap(yRange)), autoSkip: false },
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
      scale.ticks = multiples(yRange.min, yRange.max, valueGap(yRange)).map((value) => ({ value }));
    },
    afterFit: (scale: { width: number }) => { scale.width = yWidth; },
  };
}

/** Over the line, or under it where the last points lie above; farther off where the best point's ring is in the way. In pixels. */
function labelPlace(highWater: NonNullable<PlotMarks["highWater"]>, lead: PlotSeries | undefined, { min, max }: Range): number {
  const nearEnd = (step: number) => step > min + 0.86 * (max - min) && step <= max;
  const ends = lead?.segments.flat().filter((p) => nearEnd(p.step) && p.step !== highWater.fromStep) ?? [];
  const distance = nearEnd(highWater.fromStep) ? 22 : 11;
  return ends.some((p) => p.value > highWater.value) && !ends.some((p) => p.value < highWater.value) ? distance : -distance;
}

function lines({ series, marks: { highWater, parity, breaks }, xRange, yRange }: PlotLayout, colours: Colours): Record<string, unknown> {
  const font = { size: 12, weight: 500 };
  const label = (content: string, colour: string, more: object) => ({
    display: content !== "", content, color: colour, backgroundColor: withAlpha(colours.raised, 0.82), font, padding: { x: 4, y: 1 }, borderRadius: 3, ...more,
  });
  const drawn: Record<string, unknown> = {};
  if (parity?.place === "inside") {
    drawn.parity = {
      type: "line", scaleID: "y", value: parity.value, borderColor: colours["line-strong"], borderWidth: 1, borderDash: [1, 3], drawTime: "beforeDatasetsDraw",
      label: label(parity.label, colours.muted, { position: "start", yAdjust: -9, drawTime: "afterDatasetsDraw" }),
    };
  }
  if (highWater && highWater.value >= yRange.min && highWater.value <= yRange.max) {
    drawn.highWater = {
      type: "line", xMin: Math.max(highWater.fromStep, xRange.min), xMax: xRange.max, yMin: highWater.value, yMax: highWater.value,
      borderColor: colours.best, borderWidth: 1.5, borderDash: [6, 4], drawTime: "beforeDatasetsDraw",
      label: label(highWater.label, colours.best, { position: "end", yAdjust: labelPlace(highWater, series[0], xRange), drawTime: "afterDatasetsDraw" }),
    };
  }
  breaks.forEach((gap, i) => {
    drawn[`break${i}`] = {
      type: "line", scaleID: "x", value: (gap.afterStep + gap.beforeStep) / 2, borderColor: colours.unknown, borderWidth: 1, borderDash: [2, 4],
      label: label(gap.reason, colours.unknown, { position: "start", rotation: 0, drawTime: "afterDatasetsDraw" }),
    };
  });
  return drawn;
}
