import type { Flag } from "@/lib/chart/prepare-flags";
import { visibleText } from "../_ui/visible-text";
import { type Frame, canvasFont } from "./frame";
import { type Token, withAlpha } from "./read-colours";

const token: Record<Flag["kind"], Token> = { episode: "tide", fork: "series-2", annotation: "ink" };
const height = 15;

/** Thin lines with a flag each; a label that would lie over its neighbour is left to the list of notes. */
export function drawFlags({ ctx, area, x, colours }: Frame, flags: readonly Flag[]): void {
  ctx.save();
  ctx.font = `500 ${canvasFont}`;
  ctx.textBaseline = "middle";
  let taken = -Infinity;
  const places = flags.flatMap((flag) => { const px = x(flag.step); return px === null ? [] : [{ flag, px: Math.round(px) + 0.5 }]; });
  places.sort((a, b) => a.px - b.px).forEach(({ flag, px }, i) => {
    const colour = colours[token[flag.kind]];
    ctx.strokeStyle = withAlpha(colour, 0.65);
    ctx.lineWidth = 1;
    ctx.setLineDash(flag.kind === "fork" ? [4, 3] : []);
    ctx.beginPath(); ctx.moveTo(px, area.top); ctx.lineTo(px, area.bottom); ctx.stroke();
    ctx.setLineDash([]);
    const text = visibleText(flag.label).map((part) => part.sign ?? part.text).join("");
    const width = ctx.measureText(text).width + 10;
    const toLeft = px + width > area.right;
    const left = toLeft ? px - width : px;
    const next = places[i + 1]?.px ?? Infinity;
    const fits = left >= taken && (toLeft || left + width <= next) && left >= area.left;
    ctx.fillStyle = colour;
    if (!fits) {
      ctx.beginPath(); ctx.moveTo(px, area.top); ctx.lineTo(px + 8, area.top + 4); ctx.lineTo(px, area.top + 8); ctx.closePath(); ctx.fill();
      taken = px + 8;
      return;
    }
    ctx.fillStyle = colours.raised;
    ctx.fillRect(left, area.top, width, height);
    ctx.fillStyle = withAlpha(colour, 0.14);
    ctx.fillRect(left, area.top, width, height);
    ctx.fillStyle = colour;
    ctx.fillText(text, left + 5, area.top + height / 2 + 0.5);
    taken = left + width;
  });
  ctx.restore();
}
