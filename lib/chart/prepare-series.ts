import type { Curve, CurvePoint } from "@/lib/contracts";
import { segmentsOf } from "./segments-of";
import { thinIndices } from "./thin-indices";
import { waitingCheckpoints } from "./waiting-checkpoints";

export interface SeriesPoint {
  step: number;
  value: number;
  /** Pointwise interval; null where none is given. */
  low: number | null;
  high: number | null;
  provisional: boolean;
  incomplete: boolean;
  point: CurvePoint;
}

type Reading = { value: number; low: number | null; high: number | null };

/**
 * Lines of anything that points carry beside the three metrics, with the same gaps and breaks as theirs.
 * @param read null where the point has no such value: the line is interrupted there
 * @param mostPoints more are thinned, ends and extremes stay; as many as the main curve draws, whose note says so for the page
 */
export function prepareSeries(curve: Curve, read: (point: CurvePoint) => Reading | null, mostPoints = 500): SeriesPoint[][] {
  const inOrder = [...curve.points].sort((a, b) => a.step - b.step);
  const gaps = waitingCheckpoints(curve).map(({ step }) => step);
  const points = inOrder.flatMap((point): SeriesPoint[] => {
    const reading = read(point);
    if (reading === null) gaps.push(point.step);
    const { step, provisional, incomplete } = point;
    return reading === null ? [] : [{ step, ...reading, provisional, incomplete, point }];
  });
  const segments = segmentsOf(points, gaps.sort((a, b) => a - b), curve.breaks);
  if (points.length <= mostPoints) return segments;
  const kept = new Set(thinIndices(points.length, mostPoints, placesToKeep(segments)).map((i) => points[i]!));
  return segments.map((segment) => segment.filter((point) => kept.has(point)));
}

function placesToKeep(segments: readonly SeriesPoint[][]): Set<number> {
  const values = segments.flat().map(({ value }) => value);
  const keep = new Set<number>();
  let place = 0, lowest = 0, highest = 0;
  for (const { length } of segments) {
    keep.add(place);
    place += length;
    keep.add(place - 1);
  }
  values.forEach((value, i) => {
    if (value < values[lowest]!) lowest = i;
    if (value > values[highest]!) highest = i;
  });
  return keep.add(lowest).add(highest);
}
