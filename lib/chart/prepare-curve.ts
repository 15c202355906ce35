import type { Best, Curve, CurvePoint } from "@/lib/contracts";
import type { ChartPoint, CurveGap, CurveModel, HighWater } from "./curve-model";
import { describeCurve } from "./describe-curve";
import { describePoint } from "./describe-point";
import { formatCount } from "./format";
import { leadMetric } from "./lead-metric";
import { metrics, type Metric, type MetricName } from "./metrics";
import { reasonWords } from "./reason-words";
import { segmentsOf } from "./segments-of";
import { thinIndices } from "./thin-indices";
import { valueRange } from "./value-range";
import { waitingCheckpoints } from "./waiting-checkpoints";

export interface CurveOptions {
  /** The run's choice, as read-best gives it; without it no best is marked. */
  best?: Best | null;
  /** Points drawn at most; the rest is named in the note. */
  mostPoints?: number;
}

function chartPoint(point: CurvePoint, metric: MetricName, method: string): ChartPoint | null {
  const { value, low, high } = point[metric];
  if (value === null) return null;
  const { step, provisional, incomplete } = point;
  return { step, value, low, high, provisional, incomplete, lines: describePoint(point, metric, method), point };
}

function gapsOf(curve: Curve, metric: MetricName): CurveGap[] {
  const unknown = curve.points.flatMap(({ step, checkpointId, [metric]: estimate }) =>
    estimate.value === null ? [{ step, checkpointId, failed: false, reason: reasonWords(estimate.reason) }] : []);
  return [...waitingCheckpoints(curve), ...unknown].sort((a, b) => a.step - b.step);
}

/** Ends of segments, the lowest, the highest, the best and every point that is not a plain one stay in a thinned chart. */
function placesToKeep(segments: readonly ChartPoint[][], best: ChartPoint | null): Set<number> {
  const keep = new Set<number>();
  let place = 0, lowest = 0, highest = 0;
  const points = segments.flat();
  for (const segment of segments) {
    keep.add(place);
    place += segment.length;
    keep.add(place - 1);
  }
  points.forEach((point, i) => {
    if (point.value < points[lowest]!.value) lowest = i;
    if (point.value > points[highest]!.value) highest = i;
    if (point === best || point.provisional || point.incomplete) keep.add(i);
  });
  return points.length === 0 ? keep : keep.add(lowest).add(highest);
}

function thin(segments: ChartPoint[][], best: ChartPoint | null, most: number): ChartPoint[][] {
  const points = segments.flat();
  if (points.length <= most) return segments;
  const chosen = new Set(thinIndices(points.length, most, placesToKeep(segments, best)).map((i) => points[i]!));
  return segments.map((segment) => segment.filter((point) => chosen.has(point)));
}

function highWaterOf(best: Best | null, marked: ChartPoint | null, isLead: boolean): HighWater | null {
  if (marked === null || best?.chosen == null) return null;
  const shrunk = isLead ? best.chosen.shrunk.value : null;
  return { step: marked.step, value: shrunk ?? marked.value, shrunk: shrunk !== null, provisional: best.provisional };
}

/** Bands of final points; of provisional ones the value alone, since their first wide bands would flatten all others. */
function heightsOf(points: readonly ChartPoint[], highWater: HighWater | null): number[] {
  const final = points.some(({ provisional }) => !provisional);
  const heights = points.flatMap(({ value, low, high, provisional }) => (provisional && final ? [value] : [low, high]));
  return highWater === null ? heights : [...heights, highWater.value];
}

function parityOf({ parity }: Metric, { min, max }: { min: number; max: number }): CurveModel["parity"] {
  if (parity === null) return null;
  return { value: parity, draw: parity > max ? "arrow-up" : parity < min ? "arrow-down" : "line" };
}

/**
 * Decides what a curve's chart shows; the component only draws. Points in step order, a step without a value is a gap,
 * nothing is smoothed or filled, and what is left out is named in the note.
 * @param curve as read-curve gives it
 * @returns values in the metric's unit: fractions in [0, 1], or reward units
 */
export function prepareCurve(curve: Curve, metric: MetricName, options: CurveOptions = {}): CurveModel {
  const { best = null, mostPoints = 500 } = options;
  const { label, axisTitle, unit } = metrics[metric];
  const method = curve.methods[metric];
  const inOrder = [...curve.points].sort((a, b) => a.step - b.step);
  const points = inOrder.flatMap((point) => chartPoint(point, metric, method) ?? []);
  const gaps = gapsOf(curve, metric);
  const marked = best?.chosen == null ? null : points.find(({ point }) => point.checkpointId === best.chosen!.checkpointId) ?? null;
  const highWater = highWaterOf(best, marked, metric === leadMetric(curve));
  const segments = thin(segmentsOf(points, gaps.map(({ step }) => step), curve.breaks), marked, mostPoints);
  const drawn = segments.flat();
  const yRange = valueRange(heightsOf(points, highWater), unit);
  const model: Omit<CurveModel, "summary"> = {
    metric, label, axisTitle, method, segments,
    provisional: drawn.filter(({ provisional }) => provisional),
    incomplete: drawn.filter(({ incomplete }) => incomplete),
    gaps, breaks: curve.breaks,
    forks: inOrder.flatMap((point, i) => {
      const from = inOrder[i - 1]?.branch;
      return from === undefined || from === point.branch ? [] : [{ step: point.step, from, to: point.branch }];
    }),
    best: marked, highWater, bestSet: best?.bestSet ?? [],
    yRange, parity: parityOf(metrics[metric], yRange),
    note: drawn.length < points.length ? `showing ${formatCount(drawn.length)} of ${formatCount(points.length)} points` : null,
  };
  return { ...model, summary: describeCurve(model, points.length) };
}
