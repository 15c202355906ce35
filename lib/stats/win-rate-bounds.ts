export interface OutcomeCounts { nWin: number; nTie: number; nLoss: number; nFailed: number; nMissing: number }

/**
 * Win rate if every failed or missing prompt were a loss, and if it were a win. Prompts whose reference has no score
 * are no part of it: they are absent from every checkpoint alike.
 * @returns fractions in [0, 1], equal when nothing is absent; null when there is no prompt
 */
export function winRateBounds(counts: OutcomeCounts): { worst: number; best: number } | null {
  const { nWin, nTie, nLoss, nFailed, nMissing } = counts;
  const absent = nFailed + nMissing;
  const n = nWin + nTie + nLoss + absent;
  if (n === 0) return null;
  const wins = nWin + nTie / 2;
  return { worst: wins / n, best: (wins + absent) / n };
}
