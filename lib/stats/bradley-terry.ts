import { bradleyTerryFactor, bradleyTerryGradient, bradleyTerryLikelihood } from "./bradley-terry-model";
import { bradleyTerryMm } from "./bradley-terry-mm";
import { choleskySolve } from "./cholesky-solve";
import { reachable } from "./reachable";

/** Points of Elo per unit of log strength. */
export const eloPerUnit = 400 / Math.LN10;

export interface BradleyTerry {
  /** [n] log strengths; they sum to zero. */
  strength: Float64Array;
  /** [n * n] Cholesky factor of the information at the strengths (bradley-terry-model): lower triangle. */
  factor: Float64Array;
  /** Penalty in use: 0, or .1 where somebody wins (or loses) everything and strengths would run away. */
  ridge: number;
  converged: boolean;
}

export type BradleyTerryResult = { kind: "fitted" } & BradleyTerry | { kind: "unknown"; reason: "no-comparisons" | "not-connected" };

const ridgeOfSeparated = 0.1;
const precise = 1e-13;

/**
 * Bradley-Terry strengths: maximum of sum W_ij log sigmoid(th_i - th_j) - ridge/2 sum th^2, by Newton's method under sum-to-zero with halved
 * steps (the likelihood is concave), by minorise-maximise should that not converge. P(i beats j) = sigmoid(th_i - th_j).
 * Where not everybody can be reached from everybody through wins (Ford's condition) no maximum exists: then ridge = .1.
 * @param wins [n * n] row by row: wins of i over j, soft ones too, a tie adding .5 to both; >= 0, diagonal 0
 * @param ridge penalty; left out, 0 where the maximum exists and .1 where not
 * @returns unknown where two groups were never compared: nothing places one against the other
 * @throws RangeError for a negative or non-finite entry, or a matrix that is not square
 * @see Bradley & Terry 1952, Biometrika 39:324-345; Ford 1957; Hunter 2004, Ann. Statist. 32:384-406; golden values test/stats/golden.json bradley_terry
 */
export function bradleyTerry(wins: Float64Array, { ridge: asked, mostSteps = 100 }: { ridge?: number; mostSteps?: number } = {}): BradleyTerryResult {
  const n = Math.sqrt(wins.length);
  if (!Number.isInteger(n)) throw new RangeError(`${wins.length} entries are no square matrix`);
  if (!wins.every((w) => w >= 0 && w < Infinity)) throw new RangeError("wins are finite numbers >= 0");
  if (n === 0 || wins.every((w) => w === 0)) return { kind: "unknown", reason: "no-comparisons" };
  if (reachable(n, (i, j) => wins[i * n + j]! + wins[j * n + i]! > 0) < n) return { kind: "unknown", reason: "not-connected" };
  const exists = reachable(n, (i, j) => wins[i * n + j]! > 0) === n && reachable(n, (i, j) => wins[j * n + i]! > 0) === n;
  const ridge = asked ?? (exists ? 0 : ridgeOfSeparated);

  let theta = new Float64Array(n), converged = false;
  let value = bradleyTerryLikelihood(wins, theta, ridge);
  for (let step = 0; step < mostSteps && !converged; step++) {
    const move = choleskySolve(bradleyTerryFactor(wins, theta, ridge), bradleyTerryGradient(wins, theta, ridge));
    const largest = move.reduce((most, m) => Math.max(most, Math.abs(m)), 0);
    if (!Number.isFinite(largest)) break;
    for (let share = 1; ; share /= 2) {
      const next = theta.map((v, i) => v + share * move[i]!);
      const nextValue = bradleyTerryLikelihood(wins, next, ridge);
      if (nextValue >= value - 1e-12 * Math.abs(value) || share * largest < precise) {
        [theta, value, converged] = [next, nextValue, share * largest < precise * 10];
        break;
      }
    }
  }
  if (!converged && ridge === 0) ({ theta, converged } = bradleyTerryMm(wins, theta));
  const mean = theta.reduce((sum, v) => sum + v, 0) / n;
  const strength = theta.map((v) => v - mean);
  return { kind: "fitted", strength, factor: bradleyTerryFactor(wins, strength, ridge), ridge, converged };
}
