import type { Curve, OverOptimisation } from "@/lib/contracts";
import { formatPercent, formatPoints, formatStep } from "./format";
import { prepareSeries, type SeriesPoint } from "./prepare-series";
import { valueRange } from "./value-range";

export type OverOptimisationPoint = OverOptimisation["points"][number];
export interface OverOptimisationModel {
  /** Mean win probability by the model that the run optimises against, and by the one that it does not see. */
  training: SeriesPoint[][]; heldOut: SeriesPoint[][];
  yRange: { min: number; max: number };
  /** Spearman's rank correlation over prompts between the two, [-1, 1]. */
  agreement: SeriesPoint[][];
  agreementRange: { min: number; max: number };
  at: (step: number) => OverOptimisationPoint | undefined;
  summary: string;
}

/** The two reward models' curves and how far they agree; null where there is nothing to draw. */
export function prepareOverOptimisation(panel: OverOptimisation, curve: Curve): OverOptimisationModel | null {
  if (panel.points.length === 0) return null;
  const byId = new Map(panel.points.map((point) => [point.checkpointId, point]));
  const byStep = new Map(panel.points.map((point) => [point.step, point]));
  const line = (key: "training" | "heldOut" | "rankAgreement") => prepareSeries(curve, ({ checkpointId }) => {
    const value = byId.get(checkpointId)?.[key] ?? null;
    return value === null ? null : { value, low: null, high: null };
  });
  const [training, heldOut, agreement] = [line("training"), line("heldOut"), line("rankAgreement")];
  const last = panel.points.findLast(({ gap }) => gap !== null);
  const share = (value: number | null) => (value === null ? "not known" : formatPercent(value));
  return {
    training, heldOut, agreement,
    yRange: valueRange([...training, ...heldOut].flat().map(({ value }) => value), "fraction"),
    agreementRange: { min: agreement.flat().some(({ value }) => value < 0) ? -1 : 0, max: 1 },
    at: (step) => byStep.get(step),
    summary: last === undefined || last.gap === null ? "No checkpoint has been scored by both models yet." :
      `Latest: step ${formatStep(last.step)}, training ${share(last.training)}, held-out ${share(last.heldOut)}, gap ${formatPoints(last.gap)}.`,
  };
}
