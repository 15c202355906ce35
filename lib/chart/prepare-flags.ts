import type { Annotation, Curve } from "@/lib/contracts";
import type { CurveModel } from "./curve-model";
import { episodeFlags } from "./episode-flags";
import { formatCount } from "./format";

export interface Flag { step: number; kind: "episode" | "fork" | "annotation"; label: string }

/** Longer labels would hide the curve; the whole text is in the list of notes. */
const mostCharacters = 22;

const cut = (text: string) => {
  const line = text.replace(/\s+/g, " ").trim();
  return [...line].length > mostCharacters ? `${[...line].slice(0, mostCharacters - 1).join("").trimEnd()}\u2026` : line;
};

/** One flag a step: its only note, or how many there are. */
function noteFlags(annotations: readonly Annotation[]): Flag[] {
  const byStep = new Map<number, string[]>();
  for (const { step, text } of annotations) if (step !== null) byStep.set(step, [...(byStep.get(step) ?? []), text]);
  return [...byStep].map(([step, texts]) => ({ step, kind: "annotation", label: texts.length === 1 ? cut(texts[0]!) : `${formatCount(texts.length)} notes` }));
}

/** What happened at a step beside its score: new episodes, a fork, what people wrote; in step order. */
export function prepareFlags(curve: Pick<Curve, "points" | "episodes">, { forks, annotations }: {
  forks: CurveModel["forks"]; annotations: readonly Annotation[];
}): Flag[] {
  return [
    ...episodeFlags(curve),
    ...forks.map(({ step, from, to }): Flag => ({ step, kind: "fork", label: cut(`${to} from ${from}`) })),
    ...noteFlags(annotations),
  ].sort((a, b) => a.step - b.step);
}
