import type { ValueUnit } from "./format";

/** Smallest height of the axis: less would blow rounding up into mountains. */
const smallestSpan: Record<ValueUnit, number> = { fraction: 0.04, score: 1e-6 };

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return (([1, 2, 5] as const).find((m) => m * power >= rough) ?? 10) * power;
}

/**
 * Range of the value axis: all heights given with a margin of 5 %, rounded outwards to a step of 1, 2 or 5.
 * @param heights finite numbers in the metric's unit
 * @returns within [0, 1] for fractions; [0, 1] without any height
 */
export function valueRange(heights: readonly number[], unit: ValueUnit): { min: number; max: number } {
  if (heights.length === 0) return { min: 0, max: 1 };
  let low = Infinity, high = -Infinity;
  for (const height of heights) {
    low = Math.min(low, height);
    high = Math.max(high, height);
  }
  const span = Math.max(high - low, smallestSpan[unit], 1e-3 * Math.abs(high));
  const pad = Math.max(0.05 * span, (span - (high - low)) / 2);
  const step = niceStep(span / 8);
  // Multiples of a decimal step carry rounding: 0.6000000000000001.
  const round = (x: number) => Number((x * step).toPrecision(12));
  const min = round(Math.floor((low - pad) / step)), max = round(Math.ceil((high + pad) / step));
  return unit === "fraction" ? { min: Math.max(0, min), max: Math.min(1, max) } : { min, max };
}
