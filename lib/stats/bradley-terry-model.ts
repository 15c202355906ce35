import { cholesky } from "./cholesky";
import { logSigmoid } from "./log-sigmoid";
import { sigmoid } from "./sigmoid";

/** Penalised log likelihood, sum W_ij log sigmoid(th_i - th_j) - ridge/2 sum th^2. @param wins [n * n] row by row */
export function bradleyTerryLikelihood(wins: Float64Array, theta: Float64Array, ridge: number): number {
  const n = theta.length;
  let value = 0;
  for (let i = 0; i < n; i++) {
    value -= (ridge / 2) * theta[i]! * theta[i]!;
    for (let j = 0; j < n; j++) if (wins[i * n + j]! > 0) value += wins[i * n + j]! * logSigmoid(theta[i]! - theta[j]!);
  }
  return value;
}

/** @returns [n] gradient of the penalised log likelihood */
export function bradleyTerryGradient(wins: Float64Array, theta: Float64Array, ridge: number, into: Float64Array = new Float64Array(theta.length)): Float64Array {
  const n = theta.length;
  for (let i = 0; i < n; i++) into[i] = -ridge * theta[i]!;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const won = wins[i * n + j]!, lost = wins[j * n + i]!;
      if (won + lost === 0) continue;
      const excess = won - (won + lost) * sigmoid(theta[i]! - theta[j]!);
      into[i]! += excess;
      into[j]! -= excess;
    }
  }
  return into;
}

/**
 * Cholesky factor of the negative Hessian, made definite along (1, ..., 1), which no comparison tells: adding 1/n everywhere there moves no
 * direction that sums to zero.
 * @returns [n * n] lower triangle
 */
export function bradleyTerryFactor(wins: Float64Array, theta: Float64Array, ridge: number): Float64Array {
  const n = theta.length;
  const information = new Float64Array(n * n).fill(1 / n);
  for (let i = 0; i < n; i++) {
    information[i * n + i]! += ridge;
    for (let j = i + 1; j < n; j++) {
      const p = sigmoid(theta[i]! - theta[j]!);
      const v = (wins[i * n + j]! + wins[j * n + i]!) * p * (1 - p);
      information[i * n + i]! += v;
      information[j * n + j]! += v;
      information[i * n + j]! -= v;
      information[j * n + i]! -= v;
    }
  }
  return cholesky(information, n);
}
