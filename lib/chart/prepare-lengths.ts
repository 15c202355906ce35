import type { Curve } from "@/lib/contracts";
import { formatCount, formatStep } from "./format";
import { prepareSeries, type SeriesPoint } from "./prepare-series";

export interface LengthsModel {
  /** Mean characters of the completions, and of the references over the same prompts. */
  completions: SeriesPoint[][]; references: SeriesPoint[][];
  /** From zero: a length is read as a height. */
  yRange: { min: number; max: number };
  summary: string;
}

/** How long the texts are beside what they are compared with. */
export function prepareLengths(curve: Curve): LengthsModel {
  const line = (key: "meanLength" | "meanReferenceLength") => prepareSeries(curve, ({ [key]: value }) => (value === null ? null : { value, low: null, high: null }));
  const [completions, references] = [line("meanLength"), line("meanReferenceLength")];
  const most = [...completions, ...references].flat().reduce((high, { value }) => Math.max(high, value), 10);
  const last = completions.flat().at(-1);
  const reference = last?.point.meanReferenceLength;
  return {
    completions, references, yRange: { min: 0, max: most * 1.1 },
    summary: last === undefined ? "Mean length: no point yet." :
      `Mean length, latest: step ${formatStep(last.step)}, ${formatCount(Math.round(last.value))} characters${reference == null ? "" : `, references ${formatCount(Math.round(reference))}`}.`,
  };
}
