import { allReferences } from "@/lib/contracts/all-references";
import type { Run } from "@/lib/contracts/runs";
import { overlayLooks } from "../../_charts/series-looks";
import type { CurveSelection } from "../../_queries/run";
import { refOf } from "../../_ui/run-ref";

/** A curve to lie over the chosen one: of another reference set (or `*`, all of them) or reward model of the run, of the prompts of one tag, or of another run (`project/name`). */
export type OverlayRef = { kind: "reference" | "model" | "tag" | "run"; name: string };

/** More lines could not be told apart. */
export const mostOverlays = overlayLooks.length;

/** `reference:handwritten`, `model:starter`, `tag:math`, `run:demo/sft-good`. */
export const overlayKey = ({ kind, name }: OverlayRef): string => `${kind}:${name}`;

export function parseOverlay(text: string): OverlayRef | null {
  const [, kind, name] = /^(reference|model|tag|run):(.{1,201})$/.exec(text) ?? [];
  return kind === "reference" || kind === "model" || kind === "tag" || kind === "run" ? { kind, name: name! } : null;
}

/** How a curve laid over another is named. */
export function overlayName({ kind, name }: OverlayRef): string {
  if (kind === "run") return name;
  if (kind === "model") return `by ${name}`;
  if (kind === "tag") return `prompts tagged ${name}`;
  return name === allReferences ? "against all references, averaged" : `against ${name}`;
}

/**
 * The curve that is meant. Another run is scored by the same reward model against the same references, so that the two compare.
 * @returns null where it is the chosen curve itself, or nothing that this run has
 */
export function overlayCurve({ kind, name }: OverlayRef, run: Pick<Run, "id" | "project" | "name" | "primary" | "referenceSets" | "rewardModels">, selection: CurveSelection): { run: string; selection: CurveSelection & { tag?: string } } | null {
  const rewardModel = selection.rewardModel ?? run.primary?.rewardModel;
  const referenceSet = selection.referenceSet ?? run.primary?.referenceSet;
  if (kind === "run") {
    return name === refOf(run) || name === run.id ? null : { run: name, selection: { ...(rewardModel && { rewardModel }), ...(referenceSet && { referenceSet }) } };
  }
  if (kind === "tag") return { run: run.id, selection: { ...selection, tag: name } };
  if (kind === "reference" && name === allReferences) return run.referenceSets.length < 2 ? null : { run: run.id, selection: { ...selection, referenceSet: allReferences } };
  const found = (kind === "reference" ? run.referenceSets : run.rewardModels).find((item) => item.name === name || item.id === name);
  if (!found || found.id === (kind === "reference" ? referenceSet : rewardModel)) return null;
  return { run: run.id, selection: { ...selection, [kind === "reference" ? "referenceSet" : "rewardModel"]: found.id } };
}
