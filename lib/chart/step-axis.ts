import type { Curve } from "@/lib/contracts";
import { formatCount, formatStep } from "./format";

export const axisNames = ["step", "look", "time"] as const;
export type AxisName = (typeof axisNames)[number];

/** Where a step lies on the shared x axis, and how places are written. */
export interface StepAxis {
  name: AxisName;
  /** With its unit. */
  title: string;
  /** Place of a step: the step itself, its look, or seconds since the first checkpoint arrived; null where it has none. */
  place: (step: number) => number | null;
  format: (place: number) => string;
  /** Round places within a range, at most about a dozen. */
  ticks: (min: number, max: number) => number[];
}

/** 1, 2 or 5 times a power of ten, at least `rough`. */
export function niceGap(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((m) => m * power).find((gap) => gap >= rough * 0.999)!;
}

/** Round numbers within the range, a gap apart. */
export function multiples(min: number, max: number, gap: number): number[] {
  const first = Math.ceil(min / gap - 1e-9);
  // Multiples of a decimal gap carry rounding: 0.30000000000000004.
  return Array.from({ length: Math.max(0, Math.floor(max / gap + 1e-9) - first + 1) }, (_, i) => Number(((first + i) * gap).toPrecision(12)));
}

const mostTicks = 12;
const wholeTicks = (min: number, max: number) => multiples(Math.max(0, min), max, Math.max(1, niceGap(Math.max((max - min) / mostTicks, 1))));

const minute = 60, hour = 3600, day = 86_400;
const timeGaps = [1, 2, 5, 10, 30, minute, 2 * minute, 5 * minute, 10 * minute, 30 * minute, hour, 2 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day];
function timeTicks(min: number, max: number): number[] {
  const rough = (max - min) / (mostTicks - 4);
  return multiples(Math.max(0, min), max, timeGaps.find((gap) => gap >= rough) ?? day * niceGap(rough / day));
}

/** `2 d 6 h`, `1 h 30 min`, `45 s`: @param seconds at least 0 */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [[Math.floor(whole / day), "d"], [Math.floor((whole % day) / hour), "h"], [Math.floor((whole % hour) / minute), "min"], [whole % minute, "s"]] as const;
  const first = parts.findIndex(([n]) => n > 0);
  if (first === -1) return "0\u00A0s";
  return parts.slice(first, first + 2).filter(([n]) => n > 0).map(([n, unit]) => `${n}\u00A0${unit}`).join(" ");
}

export const stepAxis: StepAxis = { name: "step", title: "Training step", place: (step) => step, format: formatStep, ticks: wholeTicks };

/** The x axis of a run's charts. A checkpoint that has no look yet has no place among looks; one that is not scored has no time. */
export function axisOf(name: AxisName, curve: Pick<Curve, "points">): StepAxis {
  if (name === "step") return stepAxis;
  if (name === "look") {
    const looks = new Map(curve.points.map(({ step, look }) => [step, look]));
    return { name, title: "Look, in order of arrival", place: (step) => looks.get(step) ?? null, format: formatCount, ticks: wholeTicks };
  }
  const times = new Map(curve.points.map(({ step, registeredAt }) => [step, Date.parse(registeredAt) / 1000]));
  const start = Math.min(...times.values());
  return {
    name, title: "Time since the first checkpoint arrived", format: formatDuration, ticks: timeTicks,
    place: (step) => { const at = times.get(step); return at === undefined ? null : at - start; },
  };
}

/**
 * What a run's panels show of the axis: all places, with a margin so that no point lies on the edge.
 * @param places in the axis's units, in any order; may be none
 */
export function axisRange(places: readonly number[]): { min: number; max: number } {
  if (places.length === 0) return { min: 0, max: 1 };
  const min = places.reduce((a, b) => Math.min(a, b)), max = places.reduce((a, b) => Math.max(a, b));
  const pad = max === min ? Math.max(1, Math.abs(max) * 0.05) : (max - min) * 0.025;
  return { min: min - pad, max: max + pad };
}
