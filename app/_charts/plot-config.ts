import type { Chart, ChartConfiguration, ChartDataset, Plugin, Point } from "chart.js";
import { type StepAxis, multiples, niceGap } from "@/lib/chart/step-axis";
import { bracketRoom } from "./draw-bracket";
import { labelShift } from "./label-shift";
import type { PlotMarks, PlotPoint, PlotSeries, Range } from "./plot-model";
import { type Colours, withAlpha } from "./read-colours";

export type PlotLayout = {
  series: PlotSeries[]; marks: PlotMarks; xRange: Range; yRange: Range;
  /** xRange is in its units. */
  axis: StepAxis;
  /** `gap`: distance between two ticks, which decides the digits. */
  formatY: (value: number, gap: number) => string;
  /** Without them a panel lies under another one that shows the same steps. */
  showSteps: boolean; yWidth: number;
};

/** Chart.js configuration of lines over training steps. Ranges are ours, so that band and parity decide them, not the points alone. */
export function plotConfig(layout: PlotLayout, colours: Colours, plugins: Plugin<"line">[]): ChartConfiguration<"line"> {
  return {
    type: "line",
    data: { datasets: layout.series.map((series) => dataset(series, layout, colours)) },
    plugins,
    options: {
      animation: false, responsive: true, maintainAspectRatio: false, events: [], layout: { padding: { top: layout.marks.bracket ? bracketRoom : 10, right: 14, left: 0, bottom: 2 } },
      scales: { x: stepScale(layout, colours), y: valueScale(layout, colours) },
      plugins: { annotation: { animations: false as never, clip: false, annotations: lines(layout, colours) as never } },
    },
  };
}

type Placed = PlotPoint & { x: number };

/** Points in the order of the axis: looks come in another one than steps. */
function placed(segments: readonly PlotPoint[][], axis: StepAxis): (Placed | null)[] {
  return segments.flatMap((segment, i) => {
    const points = segment.flatMap((p): Placed[] => { const x = axis.place(p.step); return x === null ? [] : [{ ...p, x }]; }).sort((a, b) => a.x - b.x);
    return i === 0 ? points : [null, ...points];
  });
}

function dataset(series: PlotSeries, { xRange, axis }: PlotLayout, colours: Colours): ChartDataset<"line", Point[]> {
  const colour = colours[series.token];
  const points = placed(series.segments, series.axis ?? axis);
  const nVisible = points.filter((p) => p && p.x >= xRange.min && p.x <= xRange.max).length;
  const radius = series.quiet ? 0 : nVisible <= 60 ? 3.5 : nVisible <= 200 ? 2 : 0;
  return {
    label: series.label,
    data: points.map((p) => (p ? { x: p.x, y: p.value } : { x: NaN, y: NaN })),
    borderColor: colour, borderWidth: nVisible <= 200 && !series.quiet ? 2 : 1.25, borderDash: series.dash, borderJoinStyle: "round", spanGaps: false,
    pointStyle: series.shape === "triangleDown" ? "triangle" : series.shape, pointRotation: series.shape === "triangleDown" ? 180 : 0,
    pointRadius: points.map((p) => (p?.provisional ? 4.5 : p && alone(series, p) ? Math.max(radius, series.quiet ? 2 : 3) : radius)),
    pointBackgroundColor: points.map((p) => (p?.provisional ? colours.raised : colour)),
    // A star is all border.
    pointBorderColor: points.map((p) => (p?.provisional ? colours.unknown : series.shape === "star" ? colour : colours.raised)),
    pointBorderWidth: points.map((p) => (p?.provisional ? 2 : series.shape === "star" ? 1.5 : 1)),
    segment: { borderDash: (ctx) => (points[ctx.p1DataIndex]?.provisional || points[ctx.p0DataIndex]?.provisional ? [2, 3] : undefined) },
    clip: 8,
  };
}

const alone = (series: PlotSeries, point: PlotPoint) => series.segments.some((s) => s.length === 1 && s[0]!.step === point.step);

function stepScale({ xRange, axis, showSteps, marks }: PlotLayout, colours: Colours) {
  return {
    type: "linear" as const, min: xRange.min, max: xRange.max,
    border: { color: colours["line-strong"] },
    grid: { display: false },
    ticks: {
      display: showSteps, color: colours.muted, maxRotation: 0, autoSkipPadding: 24, padding: marks.bestSet.length > 0 ? 9 : 6, precision: 0,
      callback: (value: number | string) => axis.format(Number(value)),
    },
    afterBuildTicks: (scale: { ticks: { value: number }[]; min: number; max: number }) => {
      scale.ticks = axis.ticks(scale.min, scale.max).map((value) => ({ value }));
    },
  };
}

const valueGap = ({ min, max }: Range) => niceGap((max - min) / 5);

function valueScale({ yRange, formatY, yWidth }: Pick<PlotLayout, "yRange" | "formatY" | "yWidth">, colours: Colours) {
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
function labelPlace(highWater: NonNullable<PlotMarks["highWater"]>, lead: PlotSeries | undefined, { xRange: { min, max }, axis }: PlotLayout): number {
  const nearEnd = (step: number) => { const place = axis.place(step); return place !== null && place > min + 0.86 * (max - min) && place <= max; };
  const ends = lead?.segments.flat().filter((p) => nearEnd(p.step) && p.step !== highWater.fromStep) ?? [];
  const distance = nearEnd(highWater.fromStep) ? 22 : 11;
  return ends.some((p) => p.value > highWater.value) && !ends.some((p) => p.value < highWater.value) ? distance : -distance;
}

function lines(layout: PlotLayout, colours: Colours): Record<string, unknown> {
  const { series, marks: { highWater, parity, limit, breaks }, xRange, yRange, axis } = layout;
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
  if (limit) {
    drawn.limit = {
      type: "line", scaleID: "y", value: limit.value, borderColor: colours.regressed, borderWidth: 1.25, drawTime: "beforeDatasetsDraw",
      label: label(limit.label, colours.regressed, { position: "start", yAdjust: -9, backgroundColor: "transparent", drawTime: "afterDatasetsDraw" }),
    };
  }
  if (highWater && highWater.value >= yRange.min && highWater.value <= yRange.max) {
    drawn.highWater = {
      type: "line", xMin: Math.max(axis.place(highWater.fromStep) ?? xRange.min, xRange.min), xMax: xRange.max, yMin: highWater.value, yMax: highWater.value,
      borderColor: colours.best, borderWidth: 1.5, borderDash: [6, 4], drawTime: "beforeDatasetsDraw",
      label: label(highWater.label, colours.best, { position: "end", yAdjust: labelPlace(highWater, series[0], layout), drawTime: "afterDatasetsDraw" }),
    };
  }
  breaks.forEach((gap, i) => {
    const [before, after] = [axis.place(gap.beforeStep), axis.place(gap.afterStep)];
    if (before === null || after === null) return;
    const middle = (before + after) / 2;
    drawn[`break${i}`] = {
      type: "line", scaleID: "x", value: middle, borderColor: colours.unknown, borderWidth: 1, borderDash: [2, 4],
      // Where the plot is too narrow for the reason, the legend over it is left to say it.
      label: label(gap.reason, colours.unknown, {
        position: "start", rotation: 0, drawTime: "afterDatasetsDraw",
        display: ({ chart }: { chart: Chart }) => gap.reason !== "" && labelShift(chart, gap.reason, middle) !== null, xAdjust: ({ chart }: { chart: Chart }) => labelShift(chart, gap.reason, middle) ?? 0,
      }),
    };
  });
  return drawn;
}
