import type { Curve, CurvePoint, Episode } from "@/lib/contracts";

export interface RunningP {
  point: CurvePoint;
  look: number;
  /** Number of the episode whose error budget the look belongs to. */
  episode: number;
  /** Adjusted p of this look's own tests, in [0, 1]. */
  own: number;
  /** The smallest of its episode up to this look, in order of arrival: what an alarm is decided by. */
  running: number;
}

/**
 * The running minimum of the run-adjusted p, in order of arrival, anew in each episode.
 * @param episode the one that is open; null where none has begun
 * @returns tested looks in order of arrival. Looks whose episode cannot be told are left out: of several earlier episodes
 * only the open one's first look is known
 */
export function runningAdjustedP({ points }: Pick<Curve, "points">, episode: Pick<Episode, "number" | "afterLook"> | null): RunningP[] {
  const least = new Map<number, number>();
  return points
    .flatMap((point) => (point.look === null || point.adjustedP === null ? [] : [{ point, look: point.look, own: point.adjustedP }]))
    .sort((a, b) => a.look - b.look)
    .flatMap(({ point, look, own }) => {
      const number = episode === null ? 1 : look > episode.afterLook ? episode.number : episode.number === 2 ? 1 : null;
      if (number === null) return [];
      const running = Math.min(own, least.get(number) ?? 1);
      least.set(number, running);
      return [{ point, look, episode: number, own, running }];
    });
}
