import { leastVariance } from "./least-variance";
import { byStep, type Look } from "./look";
import { meanAndVariance, unitsOf } from "./mean-and-variance";

export interface Jitter {
  /** tau: standard deviation by which checkpoints truly differ from their neighbours, in units of the metric. */
  sd: number;
  /**
   * delta < 2 tau, and the jitter is more than chance (one-sided .05): true but uninteresting drops will be reported as
   * regressions; a larger delta is advised. Rule of thumb. Without the second condition 17 to 38 % of simulated runs
   * without any jitter got the advice, with it 4 to 7 %.
   */
  deltaTooSmall: boolean;
}

/** Second neighbours: first ones share more of the jitter, which would then go unseen. */
const lag = 2;
/** Fewer terms say nothing about a variance. */
const leastTerms = 8;
/** Squared terms are cut here, so that one real drop does not count as jitter; .995 is their mean under no jitter then. */
const cut = 9, meanOfCut = 0.995;
/** Standard deviation of a term without jitter times the root of the number of terms that overlap (simulated 1.7 to 1.9), and the quantile of one-sided .05. */
const sdOfTerm = 1.85, oneSided = 1.645;

/**
 * True jitter of checkpoints beyond what sampling prompts explains:
 * tau^2 = max(0, mean(min(D^2 / V, 9)) / .995 - 1) mean(V) / 1.5, D = x_t - (x_{t-2} + x_{t+2}) / 2 of the step means, V its sampling variance.
 * @param looks in any order; incomplete ones are left out
 * @param clusters [nPrompts] cluster ids, or null
 * @param delta the plan's smallest drop worth an alarm
 * @returns null with fewer than twelve complete looks
 */
export function jitter(looks: readonly Look[], clusters: Int32Array | null, delta: number): Jitter | null {
  const ordered = byStep(looks.filter(({ incomplete }) => !incomplete));
  const nPrompts = ordered[0]?.values.length ?? 0;
  const units = unitsOf(nPrompts, clusters);
  const bend = new Float64Array(nPrompts);
  let ratios = 0, variances = 0, nTerms = 0;
  for (let t = lag; t < ordered.length - lag; t++) {
    const before = ordered[t - lag]!.values, own = ordered[t]!.values, after = ordered[t + lag]!.values;
    for (let i = 0; i < nPrompts; i++) bend[i] = own[i]! - (before[i]! + after[i]!) / 2;
    const { nUnits, mean, variance } = meanAndVariance(bend, units);
    if (nUnits < 2) continue;
    const floored = Math.max(variance, leastVariance);
    ratios += Math.min((mean * mean) / floored, cut);
    variances += floored;
    nTerms++;
  }
  if (nTerms < leastTerms) return null;
  const ratio = ratios / nTerms;
  const sd = Math.sqrt((Math.max(0, ratio / meanOfCut - 1) * (variances / nTerms)) / 1.5);
  const isMoreThanChance = ratio > meanOfCut + (oneSided * sdOfTerm) / Math.sqrt(nTerms);
  return { sd, deltaTooSmall: isMoreThanChance && delta < 2 * sd };
}
