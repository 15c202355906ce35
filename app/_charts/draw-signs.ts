import { type Frame, canvasFont, onAxis } from "./frame";
import type { PlotMarks, PlotPoint, PlotSeries } from "./plot-model";
import { withAlpha } from "./read-colours";

/** The step that is being read: a line through all panels, and a halo round its points. */
export function drawCrosshair(frame: Frame, series: readonly PlotSeries[], step: number): void {
  const { ctx, area, x, y, colours } = frame;
  const place = x(step);
  if (place === null) return;
  const px = Math.round(place) + 0.5;
  ctx.strokeStyle = withAlpha(colours.ink, 0.45);
  ctx.lineWidth = 1;
  ctx.beginPath(); ctx.moveTo(px, area.top); ctx.lineTo(px, area.bottom); ctx.stroke();
  for (const { segments, token, quiet, axis } of series) {
    // The point of a series with its own places may lie off the crosshair.
    const point = quiet || axis ? undefined : segments.flat().find((p) => p.step === step);
    if (!point) continue;
    ctx.beginPath();
    ctx.arc(place, y(point.value), 6.5, 0, 2 * Math.PI);
    ctx.fillStyle = withAlpha(colours[token], 0.25);
    ctx.fill();
  }
}

/** Crosses over the incomplete looks of a series. */
export function drawCrosses(frame: Frame, { segments, axis }: PlotSeries): void {
  const own = onAxis(frame, axis);
  for (const segment of segments) for (const point of segment) if (point.incomplete) drawCross(own, point);
}

function drawCross({ ctx, x, y, colours }: Frame, { step, value }: PlotPoint): void {
  const px = x(step), py = y(value), r = 5.5;
  if (px === null) return;
  ctx.save();
  ctx.strokeStyle = colours.unknown;
  ctx.lineWidth = 1.6;
  ctx.beginPath(); ctx.moveTo(px - r, py - r); ctx.lineTo(px + r, py + r); ctx.moveTo(px + r, py - r); ctx.lineTo(px - r, py + r); ctx.stroke();
  ctx.restore();
}

/** Ring round the best point and a tick under the axis. */
export function drawBest({ ctx, area, x, y, colours }: Frame, best: NonNullable<PlotMarks["best"]>): void {
  const px = x(best.step);
  if (px === null) return;
  ctx.save();
  ctx.strokeStyle = colours.best;
  ctx.lineWidth = 2;
  ctx.beginPath(); ctx.arc(px, y(best.value), 7.5, 0, 2 * Math.PI); ctx.stroke();
  ctx.fillStyle = colours.best;
  ctx.beginPath(); ctx.moveTo(px, area.bottom - 1); ctx.lineTo(px - 4.5, area.bottom + 6); ctx.lineTo(px + 4.5, area.bottom + 6); ctx.closePath(); ctx.fill();
  ctx.restore();
}

/** A bar just under the axis over the steps that cannot be told apart from the best. */
export function drawBestSet({ ctx, area, placeX, colours }: Frame, ranges: PlotMarks["bestSet"]): void {
  ctx.save();
  ctx.fillStyle = withAlpha(colours.best, 0.62);
  for (const { min, max } of ranges) {
    const left = Math.max(area.left, placeX(min) - 5), right = Math.min(area.right, placeX(max) + 5);
    if (right <= left) continue;
    ctx.beginPath(); ctx.roundRect(left, area.bottom + 2, right - left, 4, 2); ctx.fill();
  }
  ctx.restore();
}

/** A step without a point: a circle on the axis while it is waited for, a cross when it failed. */
export function drawWaiting({ ctx, area, x, colours }: Frame, { step, failed }: PlotMarks["waiting"][number]): void {
  const px = x(step), py = area.bottom;
  if (px === null) return;
  ctx.save();
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = failed ? colours.regressed : colours.unknown;
  ctx.fillStyle = colours.raised;
  ctx.beginPath();
  if (failed) { ctx.moveTo(px - 3.5, py - 3.5); ctx.lineTo(px + 3.5, py + 3.5); ctx.moveTo(px + 3.5, py - 3.5); ctx.lineTo(px - 3.5, py + 3.5); }
  else { ctx.arc(px, py, 3.5, 0, 2 * Math.PI); ctx.fill(); }
  ctx.stroke();
  ctx.restore();
}

/** A comparability break on the axis. */
export function drawZigzag({ ctx, area, anyX, colours }: Frame, { afterStep, beforeStep }: PlotMarks["breaks"][number]): void {
  const [a, b] = [anyX(beforeStep), anyX(afterStep)];
  if (a === null || b === null) return;
  const px = (a + b) / 2;
  if (px < area.left || px > area.right) return;
  ctx.save();
  ctx.strokeStyle = colours.unknown;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(px - 8, area.bottom);
  [-4, 0, 4, 8].forEach((dx, i) => ctx.lineTo(px + dx, area.bottom + (i === 3 ? 0 : i % 2 ? 5 : -5)));
  ctx.stroke();
  ctx.restore();
}

/** Where parity lies when it is out of range. */
export function drawParityArrow({ ctx, area, colours }: Frame, { place, label }: NonNullable<PlotMarks["parity"]>): void {
  const above = place === "above";
  ctx.save();
  ctx.font = canvasFont;
  ctx.fillStyle = colours.muted;
  ctx.textBaseline = above ? "top" : "bottom";
  ctx.fillText(`${above ? "↑" : "↓"} ${label}`, area.left + 8, above ? area.top + 4 : area.bottom - 6);
  ctx.restore();
}

/** Rings round points that differ from the start; squares round those chosen for comparison. */
export function drawChosen({ ctx, x, y, colours }: Frame, lead: PlotSeries | undefined, { rings, chosen }: Pick<PlotMarks, "rings" | "chosen">): void {
  const points = lead?.segments.flat() ?? [];
  ctx.save();
  ctx.lineWidth = 1.75;
  for (const { step, value } of points) {
    const px = x(step);
    if (px === null) continue;
    if (rings.includes(step)) { ctx.strokeStyle = colours.regressed; ctx.beginPath(); ctx.arc(px, y(value), 6, 0, 2 * Math.PI); ctx.stroke(); }
    if (chosen.includes(step)) { ctx.strokeStyle = colours.ink; ctx.strokeRect(px - 8, y(value) - 8, 16, 16); }
  }
  ctx.restore();
}
