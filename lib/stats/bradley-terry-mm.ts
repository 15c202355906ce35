/**
 * Bradley-Terry log strengths by minorise-maximise: gamma_i <- W_i / sum_j N_ij / (gamma_i + gamma_j). Slow, but every step raises the likelihood,
 * whatever the start. For wins whose maximum exists (everybody can be reached from everybody through wins).
 * @param wins [n * n] row by row; @param start [n] log strengths
 * @returns log strengths, centred
 * @see Hunter 2004, Ann. Statist. 32:384-406, section 3
 */
export function bradleyTerryMm(wins: Float64Array, start: Float64Array, { mostSteps = 10_000 } = {}): { theta: Float64Array<ArrayBuffer>; converged: boolean } {
  const n = start.length;
  let theta = Float64Array.from(start);
  for (let step = 0; step < mostSteps; step++) {
    const next = Float64Array.from(theta, (own, i) => {
      let won = 0, shares = 0;
      for (let j = 0; j < n; j++) {
        won += wins[i * n + j]!;
        const met = wins[i * n + j]! + wins[j * n + i]!;
        if (met > 0) shares += met / (Math.exp(own) + Math.exp(theta[j]!));
      }
      return Math.log(won / shares);
    });
    const mean = next.reduce((sum, v) => sum + v, 0) / n;
    let moved = 0;
    for (let i = 0; i < n; i++) {
      next[i]! -= mean;
      moved = Math.max(moved, Math.abs(next[i]! - theta[i]!));
    }
    theta = next;
    if (moved < 1e-13) return { theta, converged: true };
  }
  return { theta, converged: false };
}
