import { formatCount, formatLevel } from "@/lib/chart/format";
import type { Reliability, ReliabilityBin, SavedCalibration } from "@/lib/contracts/reward-models";

export type FilledBin = ReliabilityBin & { predicted: number; observed: number; low: number; high: number };

export const isFilled = (bin: ReliabilityBin): bin is FilledBin => bin.predicted !== null && bin.observed !== null && bin.low !== null && bin.high !== null;

/** `2.041`: four significant digits, which is more than any interval supports. */
export const temperatureDigits = (temperature: number): string => String(Number(temperature.toPrecision(4)));

/** The diagram in one sentence: which bins' intervals hold what was predicted, and to which side the others lie. */
export function reliabilityWords({ bins }: Reliability): string {
  const filled = bins.filter(isFilled);
  const over = filled.filter(({ predicted, high }) => predicted > high), under = filled.filter(({ predicted, low }) => predicted < low);
  const named = (some: readonly FilledBin[]) => joined(some).map(({ from, to }) => `${formatLevel(from)} to ${formatLevel(to)}`).join(", ");
  if (over.length + under.length === 0) return `In ${filled.length === 1 ? "the one bin" : `all ${binsOf(filled.length)}`} with pairs the interval holds what the model says.`;
  return [
    over.length > 0 && `Too sure where it says ${named(over)}.`, under.length > 0 && `Not sure enough where it says ${named(under)}.`,
    filled.length > over.length + under.length && `In the other ${binsOf(filled.length - over.length - under.length)} the interval holds what it says.`,
  ].filter(Boolean).join(" ");
}

const binsOf = (n: number): string => (n === 1 ? "bin" : `${formatCount(n)} bins`);

/** Ranges of bins, those that touch as one. */
function joined(bins: readonly FilledBin[]): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  for (const { from, to } of bins) {
    const last = ranges.at(-1);
    if (last?.to === from) last.to = to;
    else ranges.push({ from, to });
  }
  return ranges;
}

/** Why pairs give no temperature. */
export const unfittedWords: Record<Extract<SavedCalibration["fit"], { kind: "unknown" }>["reason"], string> = {
  "all-equal": "unknown: every pair is a tie, so the model does not tell these texts apart",
  separable: "unknown: every pair is right, which says that the temperature is small, not which it is; harder pairs would",
  "no-better-than-chance": "unknown: on average the rejected text scores as high as the chosen one, or higher",
};
