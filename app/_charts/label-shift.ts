import type { Chart } from "chart.js";
import { canvasFont } from "./frame";

/** Pixels between the text of a label and the plot's side. */
const margin = 6;

/** By how many pixels a label over a place of the x axis moves so that all of it lies inside the plot; null where the plot is too narrow for it. */
export function labelShift({ ctx, chartArea: area, scales }: Chart, text: string, place: number): number | null {
  ctx.save();
  ctx.font = `500 ${canvasFont}`;
  const half = ctx.measureText(text).width / 2 + margin;
  ctx.restore();
  if (2 * half > area.width) return null;
  const centre = scales.x!.getPixelForValue(place);
  return Math.max(area.left + half, Math.min(centre, area.right - half)) - centre;
}
