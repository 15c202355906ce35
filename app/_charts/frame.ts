import type { Chart } from "chart.js";
import type { StepAxis } from "@/lib/chart/step-axis";
import type { Colours } from "./read-colours";

/** Where marks are drawn: the plot's box, its colours, and the pixels of steps and values. */
export type Frame = {
  ctx: CanvasRenderingContext2D;
  area: { left: number; top: number; right: number; bottom: number; width: number; height: number };
  colours: Colours;
  /** Null where the step has no place on this axis, or one outside the plot. */
  x: (step: number) => number | null;
  /** The same, whether inside the plot or not. */
  anyX: (step: number) => number | null;
  /** Of a place on the axis, inside the plot or not. */
  placeX: (place: number) => number;
  y: (value: number) => number;
};

export const canvasFont = '12px "Inter Variable", system-ui, sans-serif';

export function frameOf(chart: Chart, axis: StepAxis, colours: Colours): Frame {
  const { ctx, chartArea: area } = chart;
  const placeX = (place: number) => chart.scales.x!.getPixelForValue(place);
  return { ctx, area, colours, placeX, y: (value) => chart.scales.y!.getPixelForValue(value), ...stepsOn(axis, { area, placeX }) };
}

/** The same plot with the places of a series that has an axis of its own. */
export const onAxis = (frame: Frame, axis: StepAxis | undefined): Frame => (axis ? { ...frame, ...stepsOn(axis, frame) } : frame);

function stepsOn(axis: StepAxis, { area, placeX }: Pick<Frame, "area" | "placeX">): Pick<Frame, "x" | "anyX"> {
  const anyX = (step: number) => { const place = axis.place(step); return place === null ? null : placeX(place); };
  return { anyX, x: (step) => { const px = anyX(step); return px !== null && px >= area.left - 1 && px <= area.right + 1 ? px : null; } };
}

/** Draws within the plot's box only. */
export function inPlot({ ctx, area }: Frame, draw: () => void): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(area.left - 1, area.top - 1, area.width + 2, area.height + 2);
  ctx.clip();
  draw();
  ctx.restore();
}
