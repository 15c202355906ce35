import { type Frame, canvasFont, inPlot } from "./frame";
import type { PlotMarks, Range } from "./plot-model";
import { withAlpha } from "./read-colours";

/** Room that the bracket takes above the plot, in pixels. */
export const bracketRoom = 30;
const foot = 5, overhang = 6, rise = 13;

type Span = { left: number; right: number };

/** A faint column behind each of the two groups, and their mean heights. */
export function drawContrastGround(frame: Frame, bracket: NonNullable<PlotMarks["bracket"]>): void {
  const { ctx, area, colours } = frame;
  const [block, window] = spans(frame, bracket);
  if (!block || !window) return;
  inPlot(frame, () => {
    ctx.fillStyle = withAlpha(colours.ink, 0.045);
    ctx.fillRect(block.left, area.top, block.right - block.left, area.height);
    ctx.fillStyle = withAlpha(colours.regressed, 0.085);
    ctx.fillRect(window.left, area.top, window.right - window.left, area.height);
    ctx.strokeStyle = colours.regressed;
    ctx.lineWidth = 1.5;
    for (const [span, side] of [[block, bracket.block], [window, bracket.window]] as const) {
      if (side.value === null) continue;
      const py = Math.round(frame.y(side.value)) + 0.5;
      ctx.beginPath(); ctx.moveTo(span.left, py); ctx.lineTo(span.right, py); ctx.stroke();
    }
  });
}

/** The bracket over the plot: a bar over each group, joined at the top, with what was found between them. */
export function drawBracket(frame: Frame, bracket: NonNullable<PlotMarks["bracket"]>): void {
  const { ctx, area, colours } = frame;
  const [block, window] = spans(frame, bracket);
  if (!block || !window) return;
  const bar = area.top - 2.5, top = Math.round(area.top - foot - rise) + 0.5;
  ctx.save();
  ctx.strokeStyle = colours.regressed;
  ctx.lineWidth = 1.5;
  ctx.lineJoin = "round";
  ctx.beginPath();
  for (const { left, right } of [block, window]) { ctx.moveTo(left, bar + 3); ctx.lineTo(left, bar - 2); ctx.lineTo(right, bar - 2); ctx.lineTo(right, bar + 3); }
  const [from, to] = [middle(block), middle(window)];
  ctx.moveTo(from, bar - 2); ctx.lineTo(from, top); ctx.lineTo(to, top); ctx.lineTo(to, bar - 2);
  ctx.stroke();
  ctx.font = `600 ${canvasFont}`;
  const width = ctx.measureText(bracket.label).width + 10;
  const centre = Math.max(area.left + width / 2, Math.min((from + to) / 2, area.right - width / 2));
  ctx.fillStyle = colours.raised;
  ctx.fillRect(centre - width / 2, top - 8, width, 16);
  ctx.fillStyle = colours.regressed;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(bracket.label, centre, top + 0.5);
  ctx.restore();
}

const middle = ({ left, right }: Span) => (left + right) / 2;

function spans(frame: Frame, { block, window }: NonNullable<PlotMarks["bracket"]>): [Span | null, Span | null] {
  return [spanOf(frame, block), spanOf(frame, window)];
}

/** As much of the group as the plot shows. */
function spanOf({ placeX, area }: Frame, { min, max }: Range): Span | null {
  const left = Math.max(area.left, placeX(min) - overhang), right = Math.min(area.right, placeX(max) + overhang);
  return right - left > 2 ? { left, right } : null;
}
