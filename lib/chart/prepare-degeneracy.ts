import type { Curve, DegeneracyPanel } from "@/lib/contracts";
import { formatCount, formatEstimate, formatStep, type ValueUnit } from "./format";
import { prepareSeries, type SeriesPoint } from "./prepare-series";
import { reasonWords } from "./reason-words";
import { formatStepRanges } from "./step-ranges";
import { valueRange } from "./value-range";

export type Change = "worse" | "other" | "better";
export interface MonitorModel {
  key: string; label: string; definition: string; method: string;
  unit: ValueUnit;
  unitWords: string;
  segments: SeriesPoint[][];
  yRange: { min: number; max: number };
  /** Steps that differ from the first block, by the side of the points before them on which they lie; `other`: a move to either side is a sign. */
  changed: Record<Change, number[]>;
  /** The gravest of them. */
  change: Change | null;
  /** `Worse than at the start: 50-100; better than at the start: 20`; null where no step differs. */
  changeText: string | null;
  /** Why no step has a value; null where one has. */
  absence: string | null;
  /** The value at a step with its interval, or why it is not known. */
  read: (step: number) => string;
  summary: string;
}

const order = ["worse", "other", "better"] as const satisfies Change[];
const unitWords: Record<string, string> = { share: "share", characters: "characters", ratio: "ratio", "log ratio": "natural log of a ratio" };

/** One small chart for each monitor of the texts alone: those that got worse come first, then others that differ from the start; otherwise in the server's order. */
export function prepareDegeneracy(panel: DegeneracyPanel, curve: Curve): MonitorModel[] {
  const known = curve.points.map(({ step }) => step);
  const models = panel.monitors.map((monitor): MonitorModel => {
    const byId = new Map(monitor.points.map((point) => [point.checkpointId, point]));
    const byStep = new Map(monitor.points.map((point) => [point.step, point]));
    const unit: ValueUnit = monitor.unit === "share" ? "fraction" : "score";
    const segments = prepareSeries(curve, ({ checkpointId }) => {
      const estimate = byId.get(checkpointId)?.estimate;
      return estimate === undefined || estimate.value === null ? null : estimate;
    });
    const drawn = segments.flat();
    const read = (step: number): string => {
      const estimate = byStep.get(step)?.estimate;
      return estimate === undefined ? "–" : formatEstimate(estimate, unit);
    };
    const changed = changesOf(monitor);
    const change = order.find((kind) => changed[kind].length > 0) ?? null;
    const changeText = changeWords(changed, known);
    const last = drawn.at(-1);
    const reasons = new Set(monitor.points.flatMap(({ estimate }) => (estimate.value === null ? [estimate.reason] : [])));
    return {
      key: monitor.key, label: monitor.label, definition: monitor.definition, method: monitor.method, unit,
      unitWords: unitWords[monitor.unit] ?? monitor.unit, segments, changed, change, changeText, read,
      yRange: valueRange(drawn.flatMap(({ low, high, value }) => [low ?? value, high ?? value]), unit),
      absence: last !== undefined ? null : [...reasons].map(reasonWords).join("; ") || "no checkpoint yet",
      summary: last === undefined ? `${monitor.label}: not known.` :
        `${monitor.label}, latest: step ${formatStep(last.step)}, ${read(last.step)}. ${changeText ?? "No step differs from the start"}.`,
    };
  });
  return [...order, null].flatMap((kind) => models.filter(({ change }) => change === kind));
}

/** Compares the marked points with the mean of those before the first of them. */
function changesOf({ points, higherIsWorse }: DegeneracyPanel["monitors"][number]): Record<Change, number[]> {
  const changes: Record<Change, number[]> = { worse: [], other: [], better: [] };
  const known = points.flatMap(({ step, changed, estimate: { value } }) => (value === null ? [] : [{ step, changed, value }])).sort((a, b) => a.step - b.step);
  const before = known.slice(0, Math.max(0, known.findIndex(({ changed }) => changed)));
  const start = before.reduce((sum, { value }) => sum + value, 0) / before.length;
  for (const { step, changed, value } of known) {
    if (changed) changes[higherIsWorse === null || before.length === 0 ? "other" : value > start === higherIsWorse ? "worse" : "better"].push(step);
  }
  return changes;
}

const words: Record<Change, string> = { worse: "worse than at the start", other: "differs from the start", better: "better than at the start" };
/** @param known every step of the curve */
function changeWords(changed: MonitorModel["changed"], known: readonly number[]): string | null {
  const text = order.filter((kind) => changed[kind].length > 0).map((kind) => `${words[kind]}: ${formatStepRanges(changed[kind], known)}`).join("; ");
  return text === "" ? null : `${text[0]!.toUpperCase()}${text.slice(1)}`;
}

/** `5 of 13 monitors differ from the first checkpoints, 2 for the worse`. */
export function changedWords(models: readonly Pick<MonitorModel, "change">[]): string {
  const n = models.filter(({ change }) => change !== null).length;
  const nWorse = models.filter(({ change }) => change === "worse").length;
  if (n === 0) return "no monitor differs from the first checkpoints";
  return `${formatCount(n)} of ${formatCount(models.length)} monitors ${n === 1 ? "differs" : "differ"} from the first checkpoints, ${nWorse === 0 ? "none" : formatCount(nWorse)} for the worse`;
}
