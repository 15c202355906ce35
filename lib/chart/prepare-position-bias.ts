import type { Curve } from "@/lib/contracts";
import { formatPoints, formatStep } from "./format";
import { prepareSeries, type SeriesPoint } from "./prepare-series";

export interface PositionBiasModel {
  /** Mean probability given to the text shown first, minus 0.5: in [-0.5, 0.5]. */
  segments: SeriesPoint[][];
  /** The same distance above and below zero. */
  yRange: { min: number; max: number };
  summary: string;
}

/** Without bias small fluctuations would fill the panel. */
const leastHalf = 0.05;
const roundTo = 0.05;

/** How much a pairwise model leans to the text it reads first; null where no point says. */
export function preparePositionBias(curve: Curve): PositionBiasModel | null {
  const segments = prepareSeries(curve, ({ positionBias }) => (positionBias == null ? null : { value: positionBias, low: null, high: null }));
  const drawn = segments.flat();
  const last = drawn.at(-1);
  if (last === undefined) return null;
  const most = drawn.reduce((high, { value }) => Math.max(high, Math.abs(value)), leastHalf);
  const half = Math.min(0.5, Number((Math.ceil((most * 1.05) / roundTo - 1e-9) * roundTo).toPrecision(12)));
  return { segments, yRange: { min: -half, max: half }, summary: `Position bias, latest: step ${formatStep(last.step)}, ${formatPoints(last.value)}.` };
}
