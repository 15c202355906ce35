"use client";

import type { Chart } from "chart.js";
import { useCallback } from "react";
import { formatCount } from "@/lib/chart/format";
import type { Reliability } from "@/lib/contracts/reward-models";
import { ChartCanvas } from "../../_charts/chart-canvas";
import { percentAxis } from "../../_charts/percent-axis";
import { type Colours, withAlpha } from "../../_charts/read-colours";
import { type FilledBin, isFilled, reliabilityWords } from "./calibration-words";

/** Writes above the axis how many pairs each bin holds. */
const counts = (bins: readonly FilledBin[], colour: string) => ({
  id: "counts",
  afterDatasetsDraw({ ctx, scales, chartArea }: Chart) {
    ctx.save();
    Object.assign(ctx, { fillStyle: colour, textAlign: "center", font: '11px "Inter Variable", system-ui, sans-serif' });
    for (const { from, to, n } of bins) ctx.fillText(formatCount(n), scales.x!.getPixelForValue((from + to) / 2), chartArea.bottom - 5);
    ctx.restore();
  },
});

/** What the model says across, how often it is right up, one point a bin with its interval; on the diagonal both are the same. */
export function ReliabilityDiagram({ reliability }: { reliability: Reliability }) {
  const configure = useCallback((colours: Colours) => {
    const filled = reliability.bins.filter(isFilled);
    const most = Math.max(...filled.map(({ n }) => n), 1);
    const line = (data: { x: number; y: number }[], colour: string, width: number, dash: number[] = []) => ({ data, pointRadius: 0, borderColor: colour, borderWidth: width, borderDash: dash });
    // A cap as wide as a hundredth of the axis ends each interval.
    const bars = filled.flatMap(({ predicted: x, low, high }) => [
      line([{ x, y: low }, { x, y: high }], colours.tide, 1.5),
      ...[low, high].map((y) => line([{ x: x - 0.005, y }, { x: x + 0.005, y }], colours.tide, 1.5)),
    ]);
    const points = {
      data: filled.map(({ predicted, observed }) => ({ x: predicted, y: observed })), showLine: false, pointStyle: "circle" as const, clip: 8 as const,
      // By area, so that a bin of few pairs looks like few.
      pointRadius: filled.map(({ n }) => 3 + 4 * Math.sqrt(n / most)), pointBackgroundColor: withAlpha(colours.tide, 0.75), pointBorderColor: colours.raised, pointBorderWidth: 1,
    };
    return {
      type: "line" as const,
      data: { datasets: [points, ...bars, line([{ x: 0.5, y: 0.5 }, { x: 1, y: 1 }], colours["line-strong"], 1, [4, 4])] },
      plugins: [counts(filled, colours.muted)],
      options: { plugins: { legend: { display: false }, tooltip: { enabled: false } }, scales: { x: percentAxis(colours, "the model’s probability", 0.5), y: percentAxis(colours, "share that it was right") } },
    };
  }, [reliability]);
  return (
    <div role="img" aria-label={`Reliability diagram. ${reliabilityWords(reliability)}`} className="relative mt-2 h-[320px]">
      <ChartCanvas configure={configure} />
    </div>
  );
}
