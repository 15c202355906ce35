import type { Curve, CurvePoint } from "@/lib/contracts";
import { formatPercent, formatStep } from "./format";
import { prepareSeries, type SeriesPoint } from "./prepare-series";
import { valueRange } from "./value-range";

export interface LengthControlModel {
  /** Win rate as it is, without its interval: the two are compared. */
  raw: SeriesPoint[][];
  /** Middle of the two corrections; low and high are the two themselves: the band says how much the form of the correction matters. */
  controlled: SeriesPoint[][];
  yRange: { min: number; max: number };
  summary: string;
}

/** Win rate, and what would be left of it if both texts were equally long, corrected in two forms; null where no point has it. */
export function prepareLengthControl(curve: Curve): LengthControlModel | null {
  const controlled = prepareSeries(curve, ({ lengthControlledWinRate: both }) => both && {
    value: (both.tanh + both.linear) / 2, low: Math.min(both.tanh, both.linear), high: Math.max(both.tanh, both.linear),
  });
  const last = controlled.flat().at(-1);
  if (last === undefined) return null;
  const raw = prepareSeries(curve, ({ winRate }) => (winRate.value === null ? null : { value: winRate.value, low: null, high: null }));
  const heights = [...raw.flat().map(({ value }) => value), ...controlled.flat().flatMap(({ value, low, high }) => [low ?? value, high ?? value])];
  return { raw, controlled, yRange: valueRange(heights, "fraction"), summary: `Length-controlled win rate (ours), latest: step ${formatStep(last.step)}, ${controlledWords(last.point)}.` };
}

/** `44.1 to 45.0 %`, the two corrections; one number where they agree to a tenth. */
export function controlledWords({ lengthControlledWinRate: both }: Pick<CurvePoint, "lengthControlledWinRate">): string {
  if (both === null) return "not known";
  const [first, second] = [Math.min(both.tanh, both.linear), Math.max(both.tanh, both.linear)].map((value) => formatPercent(value)) as [string, string];
  return first === second ? first : `${first.replace(/\u00A0%$/, "")} to ${second}`;
}
