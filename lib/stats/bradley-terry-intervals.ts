import type { Estimate } from "@/lib/contracts";
import { bradleyTerry, eloPerUnit } from "./bradley-terry";
import { bradleyTerryGradient } from "./bradley-terry-model";
import { choleskySolve } from "./cholesky-solve";
import { quantile } from "./quantile";
import { seededRandom } from "./seeded-random";

export interface PairedCompetitors {
  /** Places of the two competitors. */
  i: number; j: number;
  /** [nPrompts] outcome of i against j in [0, 1], a tie .5; not finite where there is none. */
  outcomes: ArrayLike<number>;
}

export type Ratings =
  | {
      kind: "fitted";
      /** [n] log strengths that sum to zero, and 400 / ln 10 times them, with 95 % percentile intervals. */
      strength: Estimate[]; elo: Estimate[];
      ridge: number; converged: boolean; nUnits: number; draws: number; seed: number;
    }
  | { kind: "unknown"; reason: "no-comparisons" | "not-connected" | "too-few-units" };

/** Newton steps of a resample from the estimate, with the estimate's Hessian: the third changes less than the draws do. */
const warmSteps = 4;

/**
 * Bradley-Terry strengths of n competitors with intervals by resampling prompts (clusters) with replacement: each resample is refitted by a few Newton
 * steps from the estimate. One prompt is in many comparisons, so resampling comparisons, or the Fisher standard error, would take them for independent.
 * @param comparisons one entry a pair that was compared
 * @param clusters [nPrompts] cluster ids; null: all independent
 * @throws RangeError when lengths differ or a place is not in 0..nCompetitors-1
 * @see Efron & Tibshirani 1993, chapter 13 (percentile interval); `bradleyTerry`
 */
export function bradleyTerryIntervals({ nCompetitors: n, comparisons, clusters, seed, draws = 1000 }: {
  nCompetitors: number; comparisons: readonly PairedCompetitors[]; clusters: ArrayLike<number> | null; seed: number; draws?: number;
}): Ratings {
  const nPrompts = comparisons[0]?.outcomes.length ?? 0;
  const slotOf = new Map<number, number>();
  for (const { i, j, outcomes } of comparisons) {
    if (outcomes.length !== nPrompts || (clusters !== null && clusters.length !== nPrompts)) throw new RangeError("comparisons and clusters differ in their number of prompts");
    if (![i, j].every((place) => Number.isInteger(place) && place >= 0 && place < n) || i === j) throw new RangeError(`no two competitors ${i} and ${j} among ${n}`);
  }
  const idOf = (prompt: number): number => (clusters === null ? prompt : clusters[prompt]!);
  for (let prompt = 0; prompt < nPrompts; prompt++) {
    if (!slotOf.has(idOf(prompt)) && comparisons.some(({ outcomes }) => Number.isFinite(outcomes[prompt]!))) slotOf.set(idOf(prompt), slotOf.size);
  }
  const nUnits = slotOf.size;
  // Wins and losses of each comparison by unit.
  const byUnit = comparisons.map(({ i, j, outcomes }) => {
    const won = new Float64Array(nUnits), lost = new Float64Array(nUnits);
    for (let prompt = 0; prompt < nPrompts; prompt++) {
      const outcome = outcomes[prompt]!, slot = slotOf.get(idOf(prompt));
      if (slot === undefined || !Number.isFinite(outcome)) continue;
      won[slot]! += outcome;
      lost[slot]! += 1 - outcome;
    }
    return { i, j, won, lost };
  });
  const winsWith = (weights: Float64Array): Float64Array => {
    const wins = new Float64Array(n * n);
    for (const { i, j, won, lost } of byUnit) {
      let a = 0, b = 0;
      for (let g = 0; g < nUnits; g++) { a += weights[g]! * won[g]!; b += weights[g]! * lost[g]!; }
      wins[i * n + j]! += a;
      wins[j * n + i]! += b;
    }
    return wins;
  };
  const wins = winsWith(new Float64Array(nUnits).fill(1));
  const fit = bradleyTerry(wins);
  if (fit.kind === "unknown") return fit;
  if (nUnits < 2) return { kind: "unknown", reason: "too-few-units" };

  const { strength, factor, ridge, converged } = fit;
  const next = seededRandom(seed), weights = new Float64Array(nUnits), gradient = new Float64Array(n);
  const drawn = Array.from({ length: n }, () => new Float64Array(draws));
  for (let draw = 0; draw < draws; draw++) {
    weights.fill(0);
    for (let g = 0; g < nUnits; g++) weights[Math.floor((next() / 2 ** 32) * nUnits)]! += 1;
    const resampled = winsWith(weights), theta = Float64Array.from(strength);
    for (let step = 0; step < warmSteps; step++) {
      const move = choleskySolve(factor, bradleyTerryGradient(resampled, theta, ridge, gradient));
      for (let i = 0; i < n; i++) theta[i]! += move[i]!;
    }
    for (let i = 0; i < n; i++) drawn[i]![draw] = theta[i]!;
  }
  const estimates = drawn.map((values, i): Estimate & { value: number } => {
    const value = strength[i]!;
    return { value, low: Math.min(value, quantile(values, 0.025)), high: Math.max(value, quantile(values, 0.975)) };
  });
  const elo = estimates.map(({ value, low, high }): Estimate => ({ value: value * eloPerUnit, low: low * eloPerUnit, high: high * eloPerUnit }));
  return { kind: "fitted", strength: estimates, elo, ridge, converged, nUnits, draws, seed };
}
