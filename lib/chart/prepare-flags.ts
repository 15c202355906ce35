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

/** One flag a step: its only note, or how many there are. */
function noteFlags(annotations: readonly Annotation[]): Flag[] {
  const byStep = new Map<number, string[]>();
  for (const { step, text } of annotations) if (step !== null) byStep.set(step, [...(byStep.get(step) ?? []), text]);
  return [...byStep].map(([step, texts]) => ({ step, kind: "annotation", label: texts.length === 1 ? cut(texts[0]!) : `${formatCount(texts.length)} notes` }));
}

/** What happened at a step beside its score: a new episode, a fork, what people wrote; in step order. */
export function prepareFlags(curve: Pick<Curve, "points">, { episode, forks, annotations }: {
  episode: Episode | null; forks: CurveModel["forks"]; annotations: readonly Annotation[];
}): Flag[] {
  return [
    ...episodeFlag(curve, episode),
    ...forks.map(({ step, from, to }): Flag => ({ step, kind: "fork", label: cut(`${to} from ${from}`) })),
    ...noteFlags(annotations),
  ].sort((a, b) => a.step - b.step);
}
