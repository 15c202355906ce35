import type { CurvePoint } from "@/lib/contracts";
import { formatCount, formatEstimate, formatStep } from "./format";
import { metrics, type MetricName } from "./metrics";

/** What hovering over a point says, a line each; every denominator is named. */
export function describePoint(point: CurvePoint, metric: MetricName, method: string): string[] {
  const { label, unit } = metrics[metric];
  const look = point.look === null ? "" : `, look ${formatCount(point.look)}`;
  const lines = [
    `Step ${formatStep(point.step)}${look}`,
    `${label} ${formatEstimate(point[metric], unit)} (${method})`,
    `${formatCount(point.nPrompts)} prompts: ${formatCount(point.nWin)} won, ${formatCount(point.nTie)} tied, ${formatCount(point.nLoss)} lost`,
  ];
  const absent = [
    [point.nFailed, "failed"], [point.nMissing, "missing"], [point.nReferenceFailed, "without a reference score"],
  ] as const;
  const named = absent.filter(([n]) => n > 0).map(([n, what]) => `${formatCount(n)} ${what}`);
  if (named.length > 0) lines.push(`${named.join(", ")}${point.incomplete ? ": incomplete, above 2\u00A0%" : ""}`);
  if (point.nTruncated > 0) lines.push(`${formatCount(point.nTruncated)} truncated`);
  if (point.provisional) lines.push(`Provisional: ${formatCount(point.nPending)} prompts still to be scored`);
  return lines;
}
