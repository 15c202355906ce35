import type { Chart, Plugin } from "chart.js";
import type { StepAxis } from "@/lib/chart/step-axis";
import { drawBands } from "./draw-bands";
import { drawBars } from "./draw-bars";
import { drawBracket, drawContrastGround } from "./draw-bracket";
import { drawFlags } from "./draw-flags";
import { drawBest, drawBestSet, drawChosen, drawCrosses, drawCrosshair, drawParityArrow, drawWaiting, drawZigzag } from "./draw-signs";
import { frameOf, inPlot } from "./frame";
import type { PlotBar, PlotMarks, PlotSeries } from "./plot-model";
import { type Colours, withAlpha } from "./read-colours";

/** What the plugin draws; the component replaces its fields and asks the chart to draw again. */
export type Drawing = { series: PlotSeries[]; bars: PlotBar[]; marks: PlotMarks; axis: StepAxis; activeStep: number | null; colours: Colours | null };

/** Chart.js draws lines and points; this draws what the grammar adds: bands, brackets, flags, rings, ticks, zigzags, the crosshair. */
export function drawMarks(drawing: Drawing): Plugin<"line"> {
  return {
    id: "tidemark",
    beforeDatasetsDraw: (chart) => {
      const { colours, marks, axis } = drawing;
      if (!colours) return;
      const frame = frameOf(chart as Chart, axis, colours);
      if (marks.bracket) drawContrastGround(frame, marks.bracket);
      inPlot(frame, () => {
        if (marks.limit) {
          const top = frame.y(marks.limit.value);
          frame.ctx.fillStyle = withAlpha(colours.regressed, 0.1);
          frame.ctx.fillRect(frame.area.left, top, frame.area.width, frame.area.bottom - top);
        }
        drawBars(frame, drawing.bars);
        drawBands(frame, drawing.series);
      });
      if (marks.flags.length > 0) drawFlags(frame, marks.flags);
    },
    afterDatasetsDraw: (chart) => {
      const { colours, marks, series, axis } = drawing;
      if (!colours) return;
      const frame = frameOf(chart as Chart, axis, colours);
      if (drawing.activeStep !== null) inPlot(frame, () => drawCrosshair(frame, series, drawing.activeStep!));
      for (const one of series) drawCrosses(frame, one);
      drawBestSet(frame, marks.bestSet);
      if (marks.best) drawBest(frame, marks.best);
      drawChosen(frame, series[0], marks);
      for (const wait of marks.waiting) drawWaiting(frame, wait);
      for (const gap of marks.breaks) drawZigzag(frame, gap);
      if (marks.parity && marks.parity.place !== "inside") drawParityArrow(frame, marks.parity);
      if (marks.bracket) drawBracket(frame, marks.bracket);
    },
  };
}
