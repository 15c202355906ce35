import type { Frame } from "./frame";
import type { PlotBar } from "./plot-model";
import { withAlpha } from "./read-colours";

/** Stacked bars at their steps, as wide as the nearest two steps allow; patterns carry what colour alone would not. */
export function drawBars({ ctx, colours, anyX, y }: Frame, bars: readonly PlotBar[]): void {
  const placed = bars.flatMap(({ step, parts }) => { const px = anyX(step); return px === null ? [] : [{ px, parts }]; }).sort((a, b) => a.px - b.px);
  if (placed.length === 0) return;
  const nearest = placed.slice(1).reduce((least, { px }, i) => Math.min(least, px - placed[i]!.px), Infinity);
  const width = Math.max(1, Math.min(28, nearest * 0.72));
  for (const { px, parts } of placed) {
    let from = 0;
    for (const { token, value, pattern } of parts) {
      if (value <= 0) continue;
      const [top, bottom] = [y(from + value), y(from)];
      const left = px - width / 2;
      from += value;
      const colour = colours[token];
      // The grid does not show through a faint part.
      ctx.fillStyle = colours.raised;
      ctx.fillRect(left, top, width, bottom - top);
      ctx.fillStyle = pattern === "hollow" ? withAlpha(colour, 0.08) : pattern === "solid" ? colour : withAlpha(colour, 0.34);
      ctx.fillRect(left, top, width, bottom - top);
      if (pattern === "hatched" || pattern === "crossed") hatch(ctx, { left, top, width, height: bottom - top }, colour, pattern === "crossed");
      if ((pattern === "hollow" || pattern === "tinted") && width > 4) {
        ctx.strokeStyle = colour;
        ctx.lineWidth = 1;
        ctx.setLineDash(pattern === "hollow" ? [2, 2] : []);
        ctx.strokeRect(left + 0.5, top + 0.5, Math.max(0, width - 1), Math.max(0, bottom - top - 1));
        ctx.setLineDash([]);
      }
      // A hairline between parts, so that neighbours of like brightness stay apart.
      ctx.fillStyle = colours.raised;
      if (bottom - top > 3) ctx.fillRect(left, top, width, 1);
    }
  }
}

function hatch(ctx: CanvasRenderingContext2D, box: { left: number; top: number; width: number; height: number }, colour: string, crossed: boolean): void {
  const gap = 5;
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.width, box.height);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.2;
  ctx.beginPath();
  const last = box.left + box.width + box.height;
  // Counted from the plot's origin, so that the lines of neighbouring bars meet.
  for (let at = Math.floor((box.left - box.height) / gap) * gap; at < last; at += gap) {
    ctx.moveTo(at, box.top + box.height);
    ctx.lineTo(at + box.height, box.top);
    if (crossed) { ctx.moveTo(at, box.top); ctx.lineTo(at + box.height, box.top + box.height); }
  }
  ctx.stroke();
  ctx.restore();
}
