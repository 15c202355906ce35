import type { Curve, CurvePoint, Episode } from "@/lib/contracts";

type Arrived = CurvePoint & { look: number };

/** The looks of one episode of detection on a curve, by order of arrival. */
export interface EpisodeSpan { episode: Episode; first: Arrived; last: Arrived }

/** Where each episode began and ended: its first and its last look. An episode without looks on the curve (none yet, or all of them tested again later) has no place. */
export function episodeSpans({ points, episodes }: Pick<Curve, "points" | "episodes">): EpisodeSpan[] {
  const looks = points.filter((point): point is Arrived => point.look !== null).sort((a, b) => a.look - b.look);
  return episodes.flatMap((episode) => {
    const own = looks.filter((point) => point.episode === episode.number);
    const [first, last] = [own[0], own.at(-1)];
    return first && last ? [{ episode, first, last }] : [];
  });
}
