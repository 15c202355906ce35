import { formatCsv, type CsvCell } from "@/lib/chart/format-csv";
import type { Curve, CurvePoint } from "@/lib/contracts/curves";

const columns: Record<string, (point: CurvePoint) => CsvCell> = {
  step: (p) => p.step, branch: (p) => p.branch, look: (p) => p.look, checkpointId: (p) => p.checkpointId,
  provisional: (p) => p.provisional, incomplete: (p) => p.incomplete,
  winProbability: (p) => p.winProbability.value, winProbabilityLow: (p) => p.winProbability.low, winProbabilityHigh: (p) => p.winProbability.high,
  winRate: (p) => p.winRate.value, winRateLow: (p) => p.winRate.low, winRateHigh: (p) => p.winRate.high,
  meanScore: (p) => p.meanScore.value, meanScoreLow: (p) => p.meanScore.low, meanScoreHigh: (p) => p.meanScore.high,
  nPrompts: (p) => p.nPrompts, nWin: (p) => p.nWin, nTie: (p) => p.nTie, nLoss: (p) => p.nLoss, nFailed: (p) => p.nFailed, nMissing: (p) => p.nMissing,
  nReferenceFailed: (p) => p.nReferenceFailed, nTruncated: (p) => p.nTruncated, nPending: (p) => p.nPending,
  positionBias: (p) => p.positionBias ?? null, meanLength: (p) => p.meanLength, meanReferenceLength: (p) => p.meanReferenceLength, identity: (p) => p.identity, registeredAt: (p) => p.registeredAt,
};

/** Value and bounds of every attribute that a point carries, under names of their own. */
function attributeColumns(curve: Curve): [string, (point: CurvePoint) => CsvCell][] {
  const names = [...new Set(curve.points.flatMap((point) => point.attributes?.map(({ name }) => name) ?? []))];
  return names.flatMap((name) => (["value", "low", "high"] as const).map((part): [string, (point: CurvePoint) => CsvCell] => [
    `attribute ${name}${part === "value" ? "" : ` ${part}`}`, (point) => point.attributes?.find((a) => a.name === name)?.mean[part] ?? null,
  ]));
}

/** Every point of the curve with unrounded numbers; unknown is an empty cell. */
export function curveCsv(curve: Curve): string {
  const all = [...Object.entries(columns), ...attributeColumns(curve)];
  return formatCsv(all.map(([name]) => name), curve.points.map((point) => all.map(([, read]) => read(point))));
}
