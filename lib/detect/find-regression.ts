import type { Contrast } from "@/lib/contracts";
import { changeStep } from "./change-step";
import { classifyDrop } from "./classify-drop";
import type { FoundRegression } from "./findings";
import type { Look } from "./look";
import { restrictLooks } from "./restrict-looks";

/** A look that raised an alarm. */
export interface Alarm {
  checkpointId: string;
  contrast: Contrast;
}

/**
 * What has become of an episode's alarms on one branch. The first sustained one stands, since training should not go on
 * from it; without one the last that has not recovered; else the last dip. Testing goes on after an alarm: the error budget
 * bounds the probability of any false alarm, so what follows is bounded too. All lower bounds hold at once, so a sustained
 * drop is described by the contrast that shows most of it.
 * @param alarms in order of arrival
 * @param looks the episode's looks on the branch, those of the contrasts among them
 * @param promptsOf positions of a family's prompts; null: all
 */
export function findRegression(
  { alarms, looks, clusters, promptsOf }: { alarms: readonly Alarm[]; looks: readonly Look[]; clusters: Int32Array; promptsOf: (family: string) => Int32Array | null },
): FoundRegression | null {
  const restricted = new Map<string, ReturnType<typeof restrictLooks>>();
  const looksOf = ({ family }: Contrast) => {
    const prompts = promptsOf(family);
    if (prompts === null) return { looks, clusters };
    const found = restricted.get(family) ?? restrictLooks({ looks, clusters }, prompts);
    restricted.set(family, found);
    return found;
  };
  const describe = (checkpointId: string, kind: FoundRegression["kind"], contrast: Contrast): FoundRegression =>
    ({ step: changeStep({ looks: looksOf(contrast).looks, contrast }), checkpointId, kind, contrast });
  const classified = alarms.map((alarm) => ({ ...alarm, kind: classifyDrop({ ...looksOf(alarm.contrast), contrast: alarm.contrast }) }));
  const first = classified.find(({ kind }) => kind === "sustained");
  if (first) {
    const sustained = classified.filter(({ kind }) => kind === "sustained").map(({ contrast }) => contrast);
    return describe(first.checkpointId, "sustained", sustained.reduce((most, one) => (one.dropLow > most.dropLow ? one : most)));
  }
  const last = classified.findLast(({ kind }) => kind !== "dip-recovered") ?? classified.at(-1);
  return last ? describe(last.checkpointId, last.kind, last.contrast) : null;
}
