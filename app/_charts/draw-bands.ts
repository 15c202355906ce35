import { type Frame, onAxis } from "./frame";
import type { PlotPoint, PlotSeries } from "./plot-model";
import { withAlpha } from "./read-colours";

/** Intervals: later lines' bands are fainter, because two of the same strength would be read as one. */
export function drawBands(frame: Frame, series: readonly PlotSeries[]): void {
  series.forEach(({ segments, token, axis }, i) => {
    const own = onAxis(frame, axis);
    for (const segment of segments) drawBand(own, segment, frame.colours[token], i === 0 ? 0.16 : 0.08);
  });
}

function drawBand({ ctx, anyX, y }: Frame, segment: PlotPoint[], colour: string, strength: number): void {
  const known = segment.flatMap(({ step, low, high }) => {
    const px = anyX(step);
    return px === null || low === null || high === null ? [] : [{ px, low: y(low), high: y(high) }];
  }).sort((a, b) => a.px - b.px);
  ctx.fillStyle = withAlpha(colour, strength);
  if (known.length > 1) {
    ctx.beginPath();
    known.forEach(({ px, high }, i) => (i === 0 ? ctx.moveTo(px, high) : ctx.lineTo(px, high)));
    for (const { px, low } of known.toReversed()) ctx.lineTo(px, low);
    ctx.closePath();
    ctx.fill();
    return;
  }
  // A point without neighbours has no area; a whisker shows its interval.
  for (const { px, low, high } of known) {
    ctx.strokeStyle = withAlpha(colour, 0.6);
    ctx.lineWidth = 1.25;
    ctx.beginPath();
    ctx.moveTo(px, low); ctx.lineTo(px, high);
    ctx.moveTo(px - 4, low); ctx.lineTo(px + 4, low);
    ctx.moveTo(px - 4, high); ctx.lineTo(px + 4, high);
    ctx.stroke();
  }
}
