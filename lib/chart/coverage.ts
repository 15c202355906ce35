import type { Curve, CurvePoint } from "@/lib/contracts";
import { prepareSeries, type SeriesPoint } from "./prepare-series";

type Count = "nWin" | "nTie" | "nLoss" | "nFailed" | "nMissing" | "nReferenceFailed";
const always: readonly Count[] = ["nWin", "nTie", "nLoss"];
const troubles: readonly Count[] = ["nFailed", "nReferenceFailed", "nMissing"];

export interface Coverage {
  /** Prompts of the fullest step, at least 1: the height of the axis. */
  most: number;
  /** Counts that any step has; win, tie and loss always. */
  present: ReadonlySet<keyof CurvePoint>;
  /** Prompts with something cut, per step: among those scored, so not a part of the stack. Empty where none was ever cut. */
  truncated: SeriesPoint[][];
}

/** What became of all prompts at every step. */
export function coverageOf(curve: Curve): Coverage {
  const { points } = curve;
  return {
    most: points.reduce((most, { nPrompts, nPending }) => Math.max(most, nPrompts + nPending), 1),
    present: new Set([...always, ...troubles.filter((key) => points.some((point) => point[key] > 0))]),
    truncated: points.some(({ nTruncated }) => nTruncated > 0) ? prepareSeries(curve, ({ nTruncated }) => ({ value: nTruncated, low: null, high: null })) : [],
  };
}
