import type { Curve, CurvePoint } from "@/lib/contracts/curves";

type Cell = string | number | boolean | null;

const columns: Record<string, (point: CurvePoint) => Cell> = {
  step: (p) => p.step, branch: (p) => p.branch, look: (p) => p.look, checkpointId: (p) => p.checkpointId,
  provisional: (p) => p.provisional, incomplete: (p) => p.incomplete,
  winProbability: (p) => p.winProbability.value, winProbabilityLow: (p) => p.winProbability.low, winProbabilityHigh: (p) => p.winProbability.high,
  winRate: (p) => p.winRate.value, winRateLow: (p) => p.winRate.low, winRateHigh: (p) => p.winRate.high,
  meanScore: (p) => p.meanScore.value, meanScoreLow: (p) => p.meanScore.low, meanScoreHigh: (p) => p.meanScore.high,
  nPrompts: (p) => p.nPrompts, nWin: (p) => p.nWin, nTie: (p) => p.nTie, nLoss: (p) => p.nLoss, nFailed: (p) => p.nFailed, nMissing: (p) => p.nMissing,
  nReferenceFailed: (p) => p.nReferenceFailed, nTruncated: (p) => p.nTruncated, nPending: (p) => p.nPending,
  meanLength: (p) => p.meanLength, meanReferenceLength: (p) => p.meanReferenceLength, identity: (p) => p.identity, registeredAt: (p) => p.registeredAt,
};

/** A text that a spreadsheet would run as a formula begins with an apostrophe; numbers stay numbers. */
function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Every point of the curve with unrounded numbers; unknown is an empty cell. */
export function curveCsv(curve: Curve): string {
  const rows = [Object.keys(columns), ...curve.points.map((point) => Object.values(columns).map((read) => cellText(read(point))))];
  return rows.map((row) => row.join(",")).join("\r\n") + "\r\n";
}
