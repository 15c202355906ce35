import type { ChartPoint, CurveModel } from "./curve-model";
import { formatCount, formatEstimate, formatStep, formatValue } from "./format";
import { metrics } from "./metrics";

/** At most this many gaps and breaks are named one by one. */
const named = 5;

const plural = (n: number, one: string, many: string) => `${formatCount(n)} ${n === 1 ? one : many}`;

function list<T>(items: readonly T[], words: (item: T) => string): string {
  const rest = items.length - named;
  return `${items.slice(0, named).map(words).join("; ")}${rest > 0 ? `; and ${formatCount(rest)} more` : ""}`;
}

/** The chart in words: extent, latest, best, and everything that is not a plain point. */
export function describeCurve(model: Omit<CurveModel, "summary">, nPoints: number): string {
  const { unit } = metrics[model.metric];
  const drawn = model.segments.flat();
  const first = drawn[0], last = drawn.at(-1);
  const withInterval = ({ step, point }: ChartPoint) => `step ${formatStep(step)}, ${formatEstimate(point[model.metric], unit)}`;
  const parts: string[] = [];
  if (first === undefined || last === undefined) parts.push(`${model.label}: no point yet.`);
  else {
    parts.push(`${model.label} at ${plural(nPoints, "checkpoint", "checkpoints")}, steps ${formatStep(first.step)} to ${formatStep(last.step)}, ${model.method} intervals.`);
    parts.push(`Latest: ${withInterval(last)}${last.provisional ? " (provisional)" : ""}.`);
  }
  if (model.best !== null) parts.push(`Best${model.highWater?.provisional ? " so far, provisional" : ""}: ${withInterval(model.best)}.`);
  if (model.bestSet.length > 0) parts.push(`Cannot be told apart from the best: ${plural(model.bestSet.length, "step", "steps")}.`);
  if (model.provisional.length > 0) parts.push(`Still being scored: ${list(model.provisional, ({ step }) => `step ${formatStep(step)}`)}.`);
  if (model.incomplete.length > 0) parts.push(`Incomplete: ${list(model.incomplete, ({ step }) => `step ${formatStep(step)}`)}.`);
  if (model.gaps.length > 0) parts.push(`Without a point: ${list(model.gaps, ({ step, reason }) => `step ${formatStep(step)}, ${reason}`)}.`);
  if (model.breaks.length > 0) {
    parts.push(`Not comparable across: ${list(model.breaks, ({ beforeStep, afterStep, reason }) => `steps ${formatStep(beforeStep)} and ${formatStep(afterStep)}, ${reason}`)}.`);
  }
  if (model.parity !== null && model.parity.draw !== "line") {
    parts.push(`Parity (${formatValue(model.parity.value, unit, { low: 0, high: 1 })}) lies ${model.parity.draw === "arrow-up" ? "above" : "below"} the range drawn.`);
  }
  if (model.note !== null) parts.push(`${model.note[0]!.toUpperCase()}${model.note.slice(1)}.`);
  return parts.join(" ");
}
