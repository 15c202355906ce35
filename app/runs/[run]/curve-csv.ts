import { formatCsv, type CsvCell } from "@/lib/chart/format-csv";
import type { StepAxis } from "@/lib/chart/step-axis";
import type { Changes } from "@/lib/contracts/comparisons";
import type { Curve, CurvePoint } from "@/lib/contracts/curves";
import type { Range } from "../../_charts/plot-model";

/** A curve under the name that the chart gives it, with its changes from point to point where they could be read, and with the part of its axis that is in sight; null for all of it. */
export type CsvCurve = { name: string; curve: Curve; changes: Changes | null; axis: StepAxis; inSight: Range | null };

const columns: Record<string, (point: CurvePoint) => CsvCell> = {
  step: (p) => p.step, branch: (p) => p.branch, look: (p) => p.look, checkpointId: (p) => p.checkpointId,
  provisional: (p) => p.provisional, incomplete: (p) => p.incomplete,
  winProbability: (p) => p.winProbability.value, winProbabilityLow: (p) => p.winProbability.low, winProbabilityHigh: (p) => p.winProbability.high,
  winRate: (p) => p.winRate.value, winRateLow: (p) => p.winRate.low, winRateHigh: (p) => p.winRate.high,
  meanScore: (p) => p.meanScore.value, meanScoreLow: (p) => p.meanScore.low, meanScoreHigh: (p) => p.meanScore.high,
  nPrompts: (p) => p.nPrompts, nWin: (p) => p.nWin, nTie: (p) => p.nTie, nLoss: (p) => p.nLoss, nFailed: (p) => p.nFailed, nMissing: (p) => p.nMissing,
  nReferenceFailed: (p) => p.nReferenceFailed, nTruncated: (p) => p.nTruncated, nPending: (p) => p.nPending,
  winRateWorst: (p) => p.winRateBounds?.worst ?? null, winRateBest: (p) => p.winRateBounds?.best ?? null, adjustedP: (p) => p.adjustedP, episode: (p) => p.episode,
  lengthControlledWinRateTanh: (p) => p.lengthControlledWinRate?.tanh ?? null, lengthControlledWinRateLinear: (p) => p.lengthControlledWinRate?.linear ?? null,
  positionBias: (p) => p.positionBias ?? null, meanLength: (p) => p.meanLength, meanReferenceLength: (p) => p.meanReferenceLength, identity: (p) => p.identity, registeredAt: (p) => p.registeredAt,
};

/** Change since the point before, paired; where there is no number, why. */
const changeColumns: Record<string, (change: Changes["points"][number] | undefined, metric: string | undefined) => CsvCell> = {
  changeMetric: (_, metric) => metric ?? null, changeSinceStep: (c) => c?.previousStep ?? null,
  change: (c) => c?.change.difference ?? null, changeLow: (c) => c?.change.low ?? null, changeHigh: (c) => c?.change.high ?? null,
  changeNPrompts: (c) => c?.nPrompts ?? null, changeNUnits: (c) => c?.nUnits ?? null, changeReason: (c) => (c ? c.change.reason ?? null : "not-read"),
};

/** Value and bounds of every attribute that a point carries, under names of their own. */
function attributeColumns(points: readonly CurvePoint[]): [string, (point: CurvePoint) => CsvCell][] {
  const names = [...new Set(points.flatMap((point) => point.attributes?.map(({ name }) => name) ?? []))];
  return names.flatMap((name) => (["value", "low", "high"] as const).map((part): [string, (point: CurvePoint) => CsvCell] => [
    `attribute ${name}${part === "value" ? "" : ` ${part}`}`, (point) => point.attributes?.find((a) => a.name === name)?.mean[part] ?? null,
  ]));
}

/** Every point in sight of every curve drawn, with unrounded numbers and nothing thinned; unknown is an empty cell. */
export function curveCsv(curves: readonly CsvCurve[]): string {
  const rows = curves.flatMap(({ name, curve, changes, axis, inSight }) => {
    const changeOf = new Map(changes?.points.map((change) => [change.checkpointId, change]));
    return curve.points.flatMap((point) => {
      const place = axis.place(point.step);
      const hidden = inSight !== null && (place === null || place < inSight.min || place > inSight.max);
      return hidden ? [] : [{ name, curve, point, change: changeOf.get(point.checkpointId), metric: changes?.metric }];
    });
  });
  const all = [...Object.entries(columns), ...attributeColumns(rows.map(({ point }) => point))];
  return formatCsv(
    ["curve", "rewardModel", "referenceSet", ...all.map(([name]) => name), ...Object.keys(changeColumns)],
    rows.map(({ name, curve, point, change, metric }) => [
      name, curve.rewardModel?.name ?? null, curve.referenceSet?.name ?? null, ...all.map(([, read]) => read(point)), ...Object.values(changeColumns).map((read) => read(change, metric)),
    ]),
  );
}
