import type { Chart, Plugin } from "chart.js";
import { drawBars } from "./draw-bars";
import type { PlotBar, PlotMarks, PlotPoint, PlotSeries } from "./plot-model";
import { type Colours, withAlpha } from "./read-colours";

/** What the plugin draws; the component replaces its fields and asks the chart to draw again. */
export type Drawing = { series: PlotSeries[]; bars: PlotBar[]; marks: PlotMarks; activeStep: number | null; colours: Colours | null };

const x = (chart: Chart, step: number) => chart.scales.x!.getPixelForValue(step);
const y = (chart: Chart, value: number) => chart.scales.y!.getPixelForValue(value);

/** Chart.js draws lines and points; this draws what the grammar adds: bands, crosses, rings, ticks, zigzags, the crosshair. */
export function drawMarks(drawing: Drawing): Plugin<"line"> {
  return {
    id: "tidemark",
    beforeDatasetsDraw: (chart) => inPlot(chart as Chart, () => {
      if (!drawing.colours) return;
      drawBars(chart as Chart, drawing.bars, drawing.colours);
      // Later lines' bands are fainter: two of the same strength would be read as one.
      drawing.series.forEach((series, i) => series.segments.forEach((segment) => drawBand(chart as Chart, segment, drawing.colours![series.token], i === 0 ? 0.16 : 0.08)));
    }),
    afterDatasetsDraw: (chart) => {
      const { colours, marks } = drawing;
      if (!colours) return;
      inPlot(chart as Chart, () => {
        if (drawing.activeStep !== null) drawCrosshair(chart as Chart, drawing, colours);
      });
      for (const series of drawing.series) for (const point of series.segments.flat()) if (point.incomplete) drawCross(chart as Chart, point, colours.unknown);
      if (marks.best) drawBest(chart as Chart, marks.best, colours);
      for (const wait of marks.waiting) drawWaiting(chart as Chart, wait, colours);
      for (const gap of marks.breaks) drawZigzag(chart as Chart, (gap.afterStep + gap.beforeStep) / 2, colours.unknown);
      if (marks.parity && marks.parity.place !== "inside") drawParityArrow(chart as Chart, marks.parity, colours);
    },
  };
}

function inPlot(chart: Chart, draw: () => void): void {
  const { ctx, chartArea: area } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(area.left - 1, area.top - 1, area.width + 2, area.height + 2);
  ctx.clip();
  draw();
  ctx.restore();
}

function drawBand(chart: Chart, segment: PlotPoint[], colour: string, strength: number): void {
  const { ctx } = chart;
  const known = segment.filter((p) => p.low !== null && p.high !== null);
  ctx.fillStyle = withAlpha(colour, strength);
  if (known.length > 1) {
    ctx.beginPath();
    known.forEach((p, i) => (i === 0 ? ctx.moveTo(x(chart, p.step), y(chart, p.high!)) : ctx.lineTo(x(chart, p.step), y(chart, p.high!))));
    for (const p of known.toReversed()) ctx.lineTo(x(chart, p.step), y(chart, p.low!));
    ctx.closePath();
    ctx.fill();
    return;
  }
  // A point without neighbours has no area; a whisker shows its interval.
  for (const p of known) {
    ctx.strokeStyle = withAlpha(colour, 0.6);
    ctx.lineWidth = 1.25;
    ctx.beginPath();
    const [px, low, high] = [x(chart, p.step), y(chart, p.low!), y(chart, p.high!)];
    ctx.moveTo(px, low); ctx.lineTo(px, high);
    ctx.moveTo(px - 4, low); ctx.lineTo(px + 4, low);
    ctx.moveTo(px - 4, high); ctx.lineTo(px + 4, high);
    ctx.stroke();
  }
}

function drawCrosshair(chart: Chart, drawing: Drawing, colours: Colours): void {
  const { ctx, chartArea: area } = chart;
  const px = Math.round(x(chart, drawing.activeStep!)) + 0.5;
  ctx.strokeStyle = withAlpha(colours.ink, 0.45);
  ctx.lineWidth = 1;
  ctx.beginPath(); ctx.moveTo(px, area.top); ctx.lineTo(px, area.bottom); ctx.stroke();
  for (const series of drawing.series) {
    const point = series.segments.flat().find((p) => p.step === drawing.activeStep);
    if (!point) continue;
    ctx.beginPath();
    ctx.arc(x(chart, point.step), y(chart, point.value), 6.5, 0, 2 * Math.PI);
    ctx.fillStyle = withAlpha(colours[series.token], 0.25);
    ctx.fill();
  }
}

function drawCross(chart: Chart, point: PlotPoint, colour: string): void {
  const { ctx } = chart;
  const [px, py, r] = [x(chart, point.step), y(chart, point.value), 5.5];
  if (!within(chart, px)) return;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.6;
  ctx.beginPath(); ctx.moveTo(px - r, py - r); ctx.lineTo(px + r, py + r); ctx.moveTo(px + r, py - r); ctx.lineTo(px - r, py + r); ctx.stroke();
  ctx.restore();
}

function drawBest(chart: Chart, best: { step: number; value: number }, colours: Colours): void {
  const { ctx, chartArea: area } = chart;
  const [px, py] = [x(chart, best.step), y(chart, best.value)];
  if (!within(chart, px)) return;
  ctx.save();
  ctx.strokeStyle = colours.best;
  ctx.lineWidth = 2;
  ctx.beginPath(); ctx.arc(px, py, 7.5, 0, 2 * Math.PI); ctx.stroke();
  ctx.fillStyle = colours.best;
  ctx.beginPath(); ctx.moveTo(px, area.bottom - 1); ctx.lineTo(px - 4.5, area.bottom + 6); ctx.lineTo(px + 4.5, area.bottom + 6); ctx.closePath(); ctx.fill();
  ctx.restore();
}

function drawWaiting(chart: Chart, wait: { step: number; failed: boolean }, colours: Colours): void {
  const { ctx, chartArea: area } = chart;
  const px = x(chart, wait.step);
  if (!within(chart, px)) return;
  ctx.save();
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = wait.failed ? colours.regressed : colours.unknown;
  ctx.fillStyle = colours.raised;
  ctx.beginPath();
  if (wait.failed) { ctx.moveTo(px - 3.5, area.bottom - 3.5); ctx.lineTo(px + 3.5, area.bottom + 3.5); ctx.moveTo(px + 3.5, area.bottom - 3.5); ctx.lineTo(px - 3.5, area.bottom + 3.5); }
  else { ctx.arc(px, area.bottom, 3.5, 0, 2 * Math.PI); ctx.fill(); }
  ctx.stroke();
  ctx.restore();
}

function drawZigzag(chart: Chart, step: number, colour: string): void {
  const { ctx, chartArea: area } = chart;
  const px = x(chart, step);
  if (!within(chart, px)) return;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(px - 8, area.bottom);
  [-4, 0, 4, 8].forEach((dx, i) => ctx.lineTo(px + dx, area.bottom + (i === 3 ? 0 : i % 2 ? 5 : -5)));
  ctx.stroke();
  ctx.restore();
}

function drawParityArrow(chart: Chart, parity: NonNullable<PlotMarks["parity"]>, colours: Colours): void {
  const { ctx, chartArea: area } = chart;
  const above = parity.place === "above";
  const py = above ? area.top + 4 : area.bottom - 6;
  ctx.save();
  ctx.font = '12px "Inter Variable", system-ui, sans-serif';
  ctx.fillStyle = colours.muted;
  ctx.textBaseline = above ? "top" : "bottom";
  ctx.fillText(`${above ? "↑" : "↓"} ${parity.label}`, area.left + 8, py);
  ctx.restore();
}

const within = (chart: Chart, px: number) => px >= chart.chartArea.left - 1 && px <= chart.chartArea.right + 1;
