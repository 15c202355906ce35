import { logOdds } from "./log-odds";
import { logSigmoid } from "./log-sigmoid";
import { sigmoid } from "./sigmoid";

export interface LengthControlFit {
  /** [T] log-odds of each look at equal lengths; +-Infinity where every outcome is 1 or 0; null for a look without outcomes. */
  theta: (number | null)[];
  /** Log-odds per unit of the feature. */
  phi: number;
  /** False when the limit of steps was reached first. */
  converged: boolean;
}

const mostSteps = 100;
/** Newton's decrement (twice the gain that a step still promises) below this is the end: some 1e-11 in log-odds. */
const precise = 1e-22;

/** Mean outcomes nearer to 0 or 1 than this count as it: their log-odds say nothing but that. */
const saturated = 1e-9;

/** Log-odds of the mean outcome: where the search begins, and the end of it for a look that is saturated. */
function startOf(y: Float64Array): number {
  const mean = y.reduce((sum, v) => sum + v, 0) / y.length;
  return mean <= saturated ? -Infinity : mean >= 1 - saturated ? Infinity : logOdds(mean);
}

/** One look's cells: those with an outcome and a feature. */
interface Look { y: Float64Array; x: Float64Array }

function cellsOf(y: ArrayLike<number>, x: ArrayLike<number>): Look {
  const places = Array.from(y, (_, i) => i).filter((i) => Number.isFinite(y[i]!) && Number.isFinite(x[i]!));
  return { y: Float64Array.from(places, (i) => y[i]!), x: Float64Array.from(places, (i) => x[i]!) };
}

const objective = (looks: readonly Look[], theta: Float64Array, phi: number, ridge: number): number =>
  looks.reduce((sum, { y, x }, t) => {
    for (let i = 0; i < y.length; i++) {
      const z = theta[t]! + phi * x[i]!;
      // Not y z + log sigmoid(-z), which cancels to rounding where outcomes are near 1.
      sum += y[i]! * logSigmoid(z) + (1 - y[i]!) * logSigmoid(-z);
    }
    return sum;
  }, (-ridge / 2) * phi * phi);

/** Gradient and the arrow-shaped Hessian: a diagonal over looks, one column for phi. */
function derivatives(looks: readonly Look[], theta: Float64Array, phi: number, ridge: number) {
  const gradient = new Float64Array(looks.length), diagonal = new Float64Array(looks.length), column = new Float64Array(looks.length);
  let gradientPhi = -ridge * phi, diagonalPhi = ridge;
  looks.forEach(({ y, x }, t) => {
    for (let i = 0; i < y.length; i++) {
      const p = sigmoid(theta[t]! + phi * x[i]!), v = p * (1 - p);
      gradient[t]! += y[i]! - p;
      diagonal[t]! += v;
      column[t]! += v * x[i]!;
      gradientPhi += (y[i]! - p) * x[i]!;
      diagonalPhi += v * x[i]! * x[i]!;
    }
  });
  return { gradient, diagonal, column, gradientPhi, diagonalPhi };
}

/**
 * y_it ~ sigmoid(theta_t + phi x_it) over all looks jointly: one theta a look, one phi for the run, soft outcomes, penalty ridge N/2 phi^2 over the N
 * cells. Newton's method; the Hessian is an arrow, so a step costs O(N). Steps are halved while they do not raise the penalised likelihood, which is concave.
 * A look whose outcomes are all 0 or all 1 has its theta at infinity, says nothing on phi, and is no part of N.
 * @param outcomes [T][nPrompts] probabilities or outcomes in [0, 1]; @param features [T][nPrompts]; a cell that lacks either (not finite) is left out
 * @param frozenPhi takes phi as given and fits the thetas alone, so that the past does not move
 * @throws RangeError when lengths differ
 * @see golden values test/stats/golden.json length_controlled
 */
export function lengthControlFit({ outcomes, features, ridge = 0.001, frozenPhi }: { outcomes: readonly ArrayLike<number>[]; features: readonly ArrayLike<number>[]; ridge?: number; frozenPhi?: number }): LengthControlFit {
  if (outcomes.length !== features.length || outcomes.some((y, t) => y.length !== features[t]!.length)) throw new RangeError("outcomes and features differ in length");
  const cells = outcomes.map((y, t) => cellsOf(y, features[t]!));
  const theta = cells.map(({ y }): number | null => (y.length === 0 ? null : startOf(y)));
  const inner = theta.flatMap((value, t) => (value !== null && Number.isFinite(value) ? [t] : []));
  const looks = inner.map((t) => cells[t]!);
  const penalty = ridge * looks.reduce((sum, { y }) => sum + y.length, 0);
  let at = Float64Array.from(inner, (t) => theta[t]!), phi = frozenPhi ?? 0, converged = looks.length === 0;
  let value = objective(looks, at, phi, penalty);
  for (let step = 0; step < mostSteps && !converged; step++) {
    const { gradient, diagonal, column, gradientPhi, diagonalPhi } = derivatives(looks, at, phi, penalty);
    let numerator = gradientPhi, denominator = diagonalPhi;
    for (let t = 0; t < looks.length; t++) {
      numerator -= (column[t]! * gradient[t]!) / diagonal[t]!;
      denominator -= (column[t]! * column[t]!) / diagonal[t]!;
    }
    // All lengths equal: phi has nothing to go by, and stays.
    const movePhi = frozenPhi === undefined && denominator > 0 ? numerator / denominator : 0;
    const move = gradient.map((g, t) => (g - column[t]! * movePhi) / diagonal[t]!);
    const decrement = move.reduce((sum, m, t) => sum + m * gradient[t]!, movePhi * gradientPhi);
    converged = decrement < precise;
    for (let share = 1; ; share /= 2) {
      const next = at.map((v, t) => v + share * move[t]!), nextPhi = phi + share * movePhi;
      const nextValue = objective(looks, next, nextPhi, penalty);
      // Near the top the likelihood changes by less than its rounding.
      if (nextValue < value - 1e-12 * Math.abs(value) && share > 1e-12) continue;
      [at, phi, value] = [next, nextPhi, nextValue];
      break;
    }
  }
  inner.forEach((t, k) => { theta[t] = at[k]!; });
  return { theta, phi, converged };
}
