import type { Sparkline } from "@/lib/contracts";
import type { RunPoint } from "@/lib/db/run-points";
import { thinIndices } from "@/lib/chart/thin-indices";

/** One hundredth of a point: finer than a picture of this size can show. */
const rounded = (value: number) => Math.round(value * 1e4) / 1e4;

/** A run's points as a small picture needs them. @param keep checkpoint whose point stays when a long curve is thinned */
export function sparklineOf(points: readonly RunPoint[], { most, keep }: { most: number; keep: string | null }): Sparkline {
  const stays = new Set([0, points.length - 1, ...points.flatMap(({ checkpointId }, i) => (checkpointId === keep ? [i] : []))]);
  const kept = points.length > most + 4 ? thinIndices(points.length, most, stays).flatMap((i) => points[i] ?? []) : points;
  const places = (holds: (point: RunPoint, i: number) => boolean) => kept.flatMap((point, i) => (holds(point, i) ? [i] : []));
  return {
    steps: kept.map(({ step }) => step), values: kept.map(({ value }) => rounded(value)),
    lows: kept.map(({ low }) => rounded(low)), highs: kept.map(({ high }) => rounded(high)),
    starts: places(({ line }, i) => i === 0 || line !== kept[i - 1]?.line),
    provisional: places(({ provisional }) => provisional),
    nPoints: points[0]?.nPoints ?? 0,
  };
}
