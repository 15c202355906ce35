import type { Changes, Curve, CurvePoint } from "@/lib/contracts";
import { absentMetric } from "./absent-metric";
import type { CurveGap } from "./curve-model";
import { changeText } from "./describe-change";
import { formatCount, formatEstimate, formatStep } from "./format";
import { metrics, type MetricName } from "./metrics";
import { waitingCheckpoints } from "./waiting-checkpoints";

export interface TableColumn {
  key: "step" | "look" | "status" | "winProbability" | "winRate" | "meanScore" | "change" | "nPrompts" | "outcomes" | "absent" | "nTruncated" | "meanLength";
  label: string;
  align: "start" | "end";
}

export interface TableRow { step: number; checkpointId: string; cells: Record<TableColumn["key"], string> }

export interface CurveTable { columns: TableColumn[]; rows: TableRow[] }

const notKnown = "\u2013";

const isMetric = (key: TableColumn["key"]): key is MetricName => key in metrics;

function statusOf(point: CurvePoint): string {
  if (point.provisional) return `provisional, ${formatCount(point.nPending)} left`;
  return point.incomplete ? "incomplete" : "scored";
}

/** @param change what is known of the change since the point before, or that it is being read */
function pointRow(point: CurvePoint, change: string): TableRow {
  return {
    step: point.step, checkpointId: point.checkpointId,
    cells: {
      step: formatStep(point.step),
      look: point.look === null ? notKnown : formatCount(point.look),
      status: statusOf(point),
      winProbability: formatEstimate(point.winProbability, "fraction"),
      winRate: formatEstimate(point.winRate, "fraction"),
      meanScore: formatEstimate(point.meanScore, "score"),
      change,
      nPrompts: formatCount(point.nPrompts),
      outcomes: [point.nWin, point.nTie, point.nLoss].map(formatCount).join(" / "),
      absent: [point.nFailed, point.nMissing, point.nReferenceFailed].map(formatCount).join(" / "),
      nTruncated: formatCount(point.nTruncated),
      meanLength: point.meanLength === null ? notKnown : formatCount(Math.round(point.meanLength)),
    },
  };
}

function waitingRow({ step, checkpointId, reason }: CurveGap): TableRow {
  const empty = notKnown;
  return {
    step, checkpointId,
    cells: {
      step: formatStep(step), look: empty, status: reason, winProbability: empty, winRate: empty,
      meanScore: empty, change: empty, nPrompts: empty, outcomes: empty, absent: empty, nTruncated: empty, meanLength: empty,
    },
  };
}

/**
 * The chart as a table, every point and every waiting checkpoint in step order: nothing is thinned; a metric that the reward model cannot give has no column.
 * @param changes null while they are read; a text says why they could not be
 */
export function tableRows(curve: Curve, changes: Changes | string | null): CurveTable {
  const { winProbability, winRate, meanScore } = curve.methods;
  const known = new Map(changes === null || typeof changes === "string" ? [] : changes.points.map((point) => [point.checkpointId, changeText(point)]));
  const otherwise = typeof changes === "string" ? changes : "being read";
  const columns: TableColumn[] = [
    { key: "step", label: "Step", align: "end" },
    { key: "look", label: "Look", align: "end" },
    { key: "status", label: "Status", align: "start" },
    { key: "winProbability", label: `Win probability [${winProbability}]`, align: "end" },
    { key: "winRate", label: `Win rate [${winRate}]`, align: "end" },
    { key: "meanScore", label: `Mean score [${meanScore}], reward units`, align: "end" },
    { key: "change", label: changes === null || typeof changes === "string" ? "Change since previous, paired" : `Change of ${metrics[changes.metric].label.toLowerCase()} since previous [${changes.method}]`, align: "end" },
    { key: "nPrompts", label: "Prompts", align: "end" },
    { key: "outcomes", label: "Won / tied / lost", align: "end" },
    { key: "absent", label: "Failed / missing / no reference score", align: "end" },
    { key: "nTruncated", label: "Truncated", align: "end" },
    { key: "meanLength", label: "Mean length, characters", align: "end" },
  ];
  return {
    columns: columns.filter(({ key }) => !isMetric(key) || absentMetric(curve, key) === null),
    rows: [...curve.points.map((point) => pointRow(point, known.get(point.checkpointId) ?? otherwise)), ...waitingCheckpoints(curve).map(waitingRow)].sort((a, b) => a.step - b.step),
  };
}
