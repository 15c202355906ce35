import { formatInterval, formatValue } from "@/lib/chart/format";
import { metrics, type MetricName } from "@/lib/chart/metrics";
import { reasonWords } from "@/lib/chart/reason-words";
import type { Best, Curve } from "@/lib/contracts";
import { formatTable } from "./format-table";

/** A row a checkpoint: the metric with its interval, outcomes, and what is to be known about the point. */
export function curveTable(curve: Curve, metric: MetricName, best: Best): string {
  const { unit, label } = metrics[metric];
  const inSet = new Set(best.bestSet);
  const rows = curve.points.map((point) => {
    const { [metric]: estimate } = point;
    const notes = [
      point.step === best.chosen?.step ? "best" : inSet.has(point.step) ? "as good as the best" : null,
      point.provisional ? `provisional, ${point.nPending} prompts to come` : null,
      point.incomplete ? "incomplete" : null,
      point.branch === curve.branch ? null : `of ${point.branch}`,
    ];
    return [
      String(point.step), estimate.value === null ? reasonWords(estimate.reason) : formatValue(estimate.value, unit, estimate), estimate.value === null ? "" : formatInterval(estimate, unit),
      String(point.nWin), String(point.nTie), String(point.nLoss), String(point.nFailed + point.nMissing + point.nReferenceFailed), notes.filter(Boolean).join(", "),
    ];
  });
  return formatTable(["step", label.toLowerCase(), "[95 %]", "wins", "ties", "losses", "no score", ""], rows);
}
