import type { ComparedMetric, Comparison } from "@/lib/contracts/comparisons";
import { formatP, formatPoints, formatStep } from "./format";

/** Which metric a comparison is told by: win probability where the model has one. */
export const comparedBy = ({ winProbability }: Comparison): "winProbability" | "winRate" => (winProbability.difference === null ? "winRate" : "winProbability");

/** Names of the two sides: steps, with the run where they differ. */
export function sideNames({ a, b }: Comparison): { a: string; b: string } {
  const name = ({ runName, step, branch }: Comparison["a"]) =>
    `${a.run === b.run ? "" : `${runName} `}step ${formatStep(step)}${branch === "main" || a.branch === b.branch ? "" : ` (${branch})`}`;
  return { a: name(a), b: name(b) };
}

/** What the comparison says in one sentence, and no more than its interval supports. */
export function compareSentence(comparison: Comparison): string {
  const metric = comparison[comparedBy(comparison)];
  const words = comparedBy(comparison) === "winProbability" ? "win probability" : "win rate";
  const names = sideNames(comparison);
  const B = names.b[0]!.toUpperCase() + names.b.slice(1);
  if (!isKnown(metric)) return `${B} and ${names.a} cannot be compared: ${comparison.nUnits} independent prompts have a value on both sides.`;
  const size = `${formatPoints(metric.difference, metric)} of ${words} [${formatPoints(metric.low, metric)}, ${formatPoints(metric.high, metric)}], ${formatP(metric.p)}`;
  if (metric.low > 0) return `${B} is better than ${names.a}: ${size}.`;
  if (metric.high < 0) return `${B} is worse than ${names.a}: ${size}.`;
  return `${B} cannot be told apart from ${names.a}: ${size}.`;
}

export function isKnown(metric: ComparedMetric): metric is ComparedMetric & { difference: number; low: number; high: number; p: number } {
  return metric.difference !== null && metric.low !== null && metric.high !== null && metric.p !== null;
}
