import { describe, expect, test } from "vitest";
import { bradleyTerry, eloPerUnit } from "@/lib/stats/bradley-terry";
import { bradleyTerrySe } from "@/lib/stats/bradley-terry-se";
import { gaoFit } from "@/lib/stats/gao-fit";
import { lengthControlFit } from "@/lib/stats/length-control-fit";
import { kendallTauB } from "@/lib/stats/kendall-tau-b";
import { multiReferenceMeans } from "@/lib/stats/multi-reference-means";
import { sigmoid } from "@/lib/stats/sigmoid";
import { spearman } from "@/lib/stats/spearman";
import { winIndicator } from "@/lib/stats/win-indicator";
import { columns, goldenDecisions as golden } from "./golden-decisions";

const near = (actual: number | null | undefined, expected: number) => {
  expect(Math.abs((actual ?? NaN) - expected), `${actual} against ${expected}`).toBeLessThanOrEqual(1e-9);
};
const allNear = (actual: ArrayLike<number | null>, expected: readonly number[]) => {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => near(actual[i], value));
};
const flat = (matrix: readonly number[][]) => Float64Array.from(matrix.flat());
function fitted(...args: Parameters<typeof bradleyTerry>) {
  const fit = bradleyTerry(...args);
  if (fit.kind !== "fitted") throw new Error(fit.reason);
  return fit;
}

describe("values computed elsewhere", () => {
  test("length-controlled win rate: thetas, the shared coefficient, rates at equal lengths", () => {
    const { y, x, theta, phi, lc, raw } = golden.length_controlled;
    const fit = lengthControlFit({ outcomes: columns(y), features: columns(x) });
    expect(fit.converged).toBe(true);
    allNear(fit.theta, theta);
    near(fit.phi, phi);
    allNear(fit.theta.map((value) => sigmoid(value!)), lc);
    allNear(columns(y).map((look) => look.reduce((sum, v) => sum + v, 0) / look.length), raw);
  });
  test("a frozen coefficient gives the thetas of the joint fit that it came from", () => {
    const { y, x, theta, phi } = golden.length_controlled;
    const fit = lengthControlFit({ outcomes: columns(y), features: columns(x), frozenPhi: phi });
    allNear(fit.theta, theta);
    expect(fit.phi).toBe(phi);
  });

  test.each([["Newton's method", {}], ["minorise-maximise", { mostSteps: 0 }]] as const)("Bradley-Terry by %s: strengths, standard errors, Elo", (_, options) => {
    const { wins, log_strength, se, elo_400log10, p_0_beats_3 } = golden.bradley_terry;
    const fit = fitted(flat(wins), options);
    expect(fit).toMatchObject({ converged: true, ridge: 0 });
    allNear(fit.strength, log_strength);
    allNear(bradleyTerrySe(fit), se);
    allNear(fit.strength.map((value) => value * eloPerUnit), elo_400log10);
    near(sigmoid(fit.strength[0]! - fit.strength[3]!), p_0_beats_3);
  });
  test("Bradley-Terry where one wins everything falls back to the ridge by itself", () => {
    const { wins, ridge_lambda, log_strength } = golden.bradley_terry.separable;
    const fit = fitted(flat(wins));
    expect(fit).toMatchObject({ converged: true, ridge: ridge_lambda });
    allNear(fit.strength, log_strength);
  });

  test("several references are averaged within a prompt, over those that are there", () => {
    const { scores, refs, w_per_prompt, p_per_prompt, n_used } = golden.multi_reference;
    const ofReference = (k: number, of: (score: number, reference: number) => number | null) => scores.map((score, i) => of(score, refs[i]![k] ?? NaN) ?? NaN);
    const w = multiReferenceMeans([0, 1].map((k) => ofReference(k, winIndicator)));
    const p = multiReferenceMeans([0, 1].map((k) => ofReference(k, (score, reference) => sigmoid(score - reference))));
    w_per_prompt.forEach((value, i) => (value === null ? expect(w[i]).toBeNaN() : near(w[i], value)));
    p_per_prompt.forEach((value, i) => (value === null ? expect(p[i]).toBeNaN() : near(p[i], value)));
    expect(w.filter(Number.isFinite)).toHaveLength(n_used);
  });

  test("rank agreement with ties", () => {
    const { x, y, spearman: rho, kendall_tau_b } = golden.rank_agreement;
    near(spearman(x, y), rho);
    near(kendallTauB(x, y), kendall_tau_b);
  });

  test("Gao's curve for reinforcement learning and its peak", () => {
    const { kl, gold, alpha, beta, peak_kl } = golden.gao_rl_fit;
    const fit = gaoFit({ kl, gold, form: "rl" });
    if (fit.kind !== "fitted") throw new Error(fit.reason);
    near(fit.alpha, alpha);
    near(fit.beta, beta);
    expect(Math.abs(fit.peakKl - peak_kl)).toBeLessThan(1e-8);
    expect([fit.looksBeforePeak, fit.looksAfterPeak]).toEqual([6, 3]);
  });
});
