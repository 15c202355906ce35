import type { Curve, CurvePoint } from "@/lib/contracts";

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
 * @returns the looks at which something was tested, in order of arrival
 */
export function runningAdjustedP({ points }: Pick<Curve, "points">): RunningP[] {
  const least = new Map<number, number>();
  return points
    .flatMap((point) => (point.look === null || point.episode === null || point.adjustedP === null ? [] : [{ point, look: point.look, episode: point.episode, own: point.adjustedP }]))
    .sort((a, b) => a.look - b.look)
    .map((look) => {
      const running = Math.min(look.own, least.get(look.episode) ?? 1);
      least.set(look.episode, running);
      return { ...look, running };
    });
}
