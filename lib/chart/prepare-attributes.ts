import type { Curve } from "@/lib/contracts";
import { formatEstimate, formatStep } from "./format";
import { prepareSeries, type SeriesPoint } from "./prepare-series";
import { valueRange } from "./value-range";

export interface AttributeModel {
  name: string;
  /** Means with their pointwise intervals, in the attribute's own units. */
  segments: SeriesPoint[][];
  /** Of this attribute alone: attributes have units of their own. */
  yRange: { min: number; max: number };
  summary: string;
}

/** One curve for each attribute that any point carries, in the reward model's order. */
export function prepareAttributes(curve: Curve): AttributeModel[] {
  const names = [...new Set(curve.points.flatMap((point) => point.attributes?.map(({ name }) => name) ?? []))];
  return names.map((name) => {
    const segments = prepareSeries(curve, (point) => {
      const mean = point.attributes?.find((attribute) => attribute.name === name)?.mean;
      return mean === undefined || mean.value === null ? null : mean;
    });
    const drawn = segments.flat();
    const last = drawn.at(-1);
    return {
      name, segments,
      yRange: valueRange(drawn.flatMap(({ low, high, value }) => [low ?? value, high ?? value]), "score"),
      summary: last === undefined ? `${name}: no point yet.` : `${name}, latest: step ${formatStep(last.step)}, ${formatEstimate({ value: last.value, low: last.low!, high: last.high! }, "score")}.`,
    };
  });
}
