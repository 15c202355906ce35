import type { Estimate } from "@/lib/contracts";
import { reasonWords } from "./reason-words";

/** Narrow and unbreakable: between thousands. */
const thinSpace = "\u202F";
/** Unbreakable: between a number and its unit. */
const unitSpace = "\u00A0";

export interface Bounds { low: number; high: number }

/** fraction: numbers in [0, 1], shown as percent. score: reward units. */
export type ValueUnit = "fraction" | "score";

/** Decimals that an interval supports: two significant digits of half its width. No width known: one. */
function decimalsOf(bounds: Bounds | null, scale: number, most: number): number {
  const half = bounds === null ? 0 : ((bounds.high - bounds.low) / 2) * scale;
  if (!(half > 0)) return 1;
  return Math.min(most, Math.max(0, 1 - Math.floor(Math.log10(half))));
}

function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

const percentScale = 100, percentDecimals = 3, scoreDecimals = 4;

/** `62.4 %`: @param fraction in [0, 1]; @param bounds its interval, which limits the digits */
export function formatPercent(fraction: number, bounds: Bounds | null = null): string {
  return `${fixed(fraction * percentScale, decimalsOf(bounds, percentScale, percentDecimals))}${unitSpace}%`;
}

/** `5 %`, `2.5 %`: a chosen number such as an error level, without a decimal that says nothing. @param fraction in [0, 1] */
export const formatLevel = (fraction: number): string => formatPercent(fraction).replace(".0", "");

/** `[59.0, 65.7]`, in percent: @param bounds fractions in [0, 1] */
export function formatPercentInterval(bounds: Bounds): string {
  const decimals = decimalsOf(bounds, percentScale, percentDecimals);
  return `[${fixed(bounds.low * percentScale, decimals)}, ${fixed(bounds.high * percentScale, decimals)}]`;
}

/** `-3.1 pp`, always with its sign: @param difference of two fractions; @param bounds its interval */
export function formatPoints(difference: number, bounds: Bounds | null = null): string {
  const text = fixed(difference * 100, decimalsOf(bounds, percentScale, percentDecimals));
  return `${Number(text) > 0 ? "+" : ""}${text}${unitSpace}pp`;
}

/** `[-5.0, +1.2]`, in points with their signs: @param bounds of a difference of two fractions */
export const formatPointsInterval = (bounds: Bounds): string =>
  `[${[bounds.low, bounds.high].map((bound) => formatPoints(bound, bounds).replace(`${unitSpace}pp`, "")).join(", ")}]`;

/** `1.23`: @param score reward units */
export function formatScore(score: number, bounds: Bounds | null = null): string {
  return fixed(score, bounds === null ? 2 : decimalsOf(bounds, 1, scoreDecimals));
}

/** `[1.10, 1.36]`: @param bounds reward units */
function formatScoreInterval(bounds: Bounds): string {
  const decimals = decimalsOf(bounds, 1, scoreDecimals);
  return `[${fixed(bounds.low, decimals)}, ${fixed(bounds.high, decimals)}]`;
}

/** `62.4 %` or `1.23`, with the digits its interval supports. */
export function formatValue(value: number, unit: ValueUnit, bounds: Bounds | null = null): string {
  return unit === "fraction" ? formatPercent(value, bounds) : formatScore(value, bounds);
}

export function formatInterval(bounds: Bounds, unit: ValueUnit): string {
  return unit === "fraction" ? formatPercentInterval(bounds) : formatScoreInterval(bounds);
}

/** `62.4 % [59.0, 65.7]`, or in words why it is not known. */
export function formatEstimate(estimate: Estimate, unit: ValueUnit): string {
  if (estimate.value === null) return reasonWords(estimate.reason);
  return `${formatValue(estimate.value, unit, estimate)} ${formatInterval(estimate, unit)}`;
}

/** `12 000`: whole numbers with thin spaces. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, thinSpace);
}

/** `12 000`: a training step. */
export const formatStep = formatCount;

/** `p = .003`, below .001 `p < .001`: @param p in [0, 1] */
export function formatP(p: number): string {
  if (p < 0.001) return "p < .001";
  if (p > 0.994) return "p > .99";
  return `p = ${p.toFixed(p < 0.1 ? 3 : 2).slice(1)}`;
}
