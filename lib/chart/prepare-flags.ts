import type { Annotation, Curve, Episode } from "@/lib/contracts";
import type { CurveModel } from "./curve-model";
import { formatCount } from "./format";

export interface Flag { step: number; kind: "episode" | "fork" | "annotation"; label: string }

/** Longer labels would hide the curve; the whole text is in the list of notes. */
const mostCharacters = 22;

const cut = (text: string) => {
  const line = text.replace(/\s+/g, " ").trim();
  return [...line].length > mostCharacters ? `${[...line].slice(0, mostCharacters - 1).join("").trimEnd()}\u2026` : line;
};

/** Where a later episode of detection began: its first look. The first episode begins with the run and needs no mark. */
function episodeFlag({ points }: Pick<Curve, "points">, episode: Episode | null): Flag[] {
  if (!episode || episode.afterLook === 0) return [];
  const first = points.filter(({ look }) => look !== null && look > episode.afterLook).sort((a, b) => a.look! - b.look!)[0];
  return first ? [{ step: first.step, kind: "episode", label: `episode ${formatCount(episode.number)}` }] : [];
}

/** What happened at a step beside its score: a new episode, a fork, what people wrote; in step order. */
export function prepareFlags(curve: Pick<Curve, "points">, { episode, forks, annotations }: {
  episode: Episode | null; forks: CurveModel["forks"]; annotations: readonly Annotation[];
}): Flag[] {
  return [
    ...episodeFlag(curve, episode),
    ...forks.map(({ step, from, to }): Flag => ({ step, kind: "fork", label: cut(`${to} from ${from}`) })),
    ...annotations.flatMap(({ step, text }): Flag[] => (step === null ? [] : [{ step, kind: "annotation", label: cut(text) }])),
  ].sort((a, b) => a.step - b.step);
}
