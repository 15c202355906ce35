import type { Curve } from "@/lib/contracts";
import { formatP, formatPercent, formatStep } from "./format";
import { prepareSeries, type SeriesPoint } from "./prepare-series";

export interface AdjustedPModel {
  /** Values are log10 of the adjusted p, cut at the lower edge of the axis. */
  segments: SeriesPoint[][];
  /** In log10. */
  yRange: { min: number; max: number };
  /** The error level as a height, log10; an alarm at or below it. */
  limit: { value: number; label: string };
  /** Steps whose p lies below the axis: their number is to be read, not their height. */
  below: number[];
  summary: string;
}

/** Below this a smaller p changes nothing that anybody would do. */
const floor = -5;

/** `p = .003`, below .0001 `p < .0001`. @param height log10 of p */
export const formatHeight = (height: number): string => (height >= 0 ? "1" : `${(10 ** height).toFixed(Math.max(0, Math.ceil(-height))).slice(1)}`);

/**
 * How near to an alarm the run has come: p times the run's error budget over the share that each look's tests may spend, on a log scale.
 * @param errorLevel run-wide false-alarm rate, (0, 1)
 * @returns null where no look has been tested yet
 */
export function prepareAdjustedP(curve: Curve, errorLevel: number): AdjustedPModel | null {
  const tested = curve.points.filter(({ adjustedP }) => adjustedP !== null);
  if (tested.length === 0) return null;
  const height = (p: number) => Math.max(floor, Math.min(0, Math.log10(p)));
  const segments = prepareSeries(curve, ({ adjustedP }) => (adjustedP === null ? null : { value: height(adjustedP), low: null, high: null }));
  const limit = Math.log10(errorLevel);
  const lowest = segments.flat().reduce((least, { value }) => Math.min(least, value), limit);
  const last = tested.at(-1)!;
  const nearest = tested.reduce((least, point) => (point.adjustedP! < least.adjustedP! ? point : least));
  return {
    segments, below: tested.filter(({ adjustedP }) => Math.log10(adjustedP!) < floor).map(({ step }) => step),
    yRange: { min: Math.max(floor, Math.floor(Math.min(lowest, limit - 0.5))) - 0.15, max: 0.15 },
    limit: { value: limit, label: `alarm at ${formatPercent(errorLevel).replace(".0", "")}` },
    summary: `Run-adjusted p, latest: step ${formatStep(last.step)}, ${formatP(last.adjustedP!)}; smallest: step ${formatStep(nearest.step)}, ${formatP(nearest.adjustedP!)}. An alarm is raised at or below ${formatPercent(errorLevel).replace(".0", "")}.`,
  };
}
