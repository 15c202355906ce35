import { tQuantile } from "@/lib/stats/t-quantile";
import { tTail } from "@/lib/stats/t-tail";
import type { Contrast } from "./contrast";
import { contrastLevel } from "./contrast-level";
import { contrastsOfLook, type ContrastPlace } from "./contrasts-of-look";
import type { DetectorPlan } from "./detector-plan";
import { leastVariance } from "./least-variance";
import { byStep, type Look } from "./look";
import { lookMean } from "./look-mean";
import { meanAndVariance, unitsOf, type MeanAndVariance } from "./mean-and-variance";

export interface LookResult {
  /** The look by order of arrival. */
  k: number;
  /** Smallest adjusted p of the contrasts that may alarm; 1 when there is none. */
  adjustedP: number;
  /** Contrasts computed; how many of them were held; and how many had too few prompts to be computed. */
  nContrasts: number; nHeld: number; nSkipped: number;
  /** The contrast of `adjustedP`; null when none may alarm. */
  strongest: Contrast | null;
  /** The contrast to report where one or more fired: sustained before fast, then the smallest adjusted p. */
  fired: Contrast | null;
  /** There were contrasts, and every one of them was held: this look could not alarm. */
  held: boolean;
  /** Every contrast computed; empty unless asked for. */
  contrasts: Contrast[];
}

export interface ScanInput {
  /** The looks of one branch's lineage in one episode, in any order. */
  looks: readonly Look[];
  plan: DetectorPlan;
  /** [nPrompts] cluster ids (duplicated or grouped prompts); null: all independent. */
  clusters: Int32Array | null;
}

/** What looks of one replay have in common; results are the same with and without it. For one set of looks and clusters only. */
export interface ScanMemo {
  moments: Map<Look, MeanAndVariance>;
  /** Critical value by level and degrees of freedom. */
  critical: Map<string, number>;
}

/**
 * BLOCK-SCAN, one look: tests the contrasts that the new look brings, each at its own share of alpha. The shares of all
 * contrasts of all looks add up to at most alpha, so with the null "no block is better than a later window by more than
 * delta" an episode raises any alarm with probability at most alpha, whatever the dependence between looks, and however the
 * reference is chosen. Asymptotic in the number of prompts (clusters) of a contrast.
 * Deterministic, and the same whatever was tested before: a look costs O(k nPrompts).
 * @param at arrival of the new look; looks that arrived after it are left out
 * @param allContrasts return every contrast computed, not only the strongest
 * @throws RangeError when no look arrived at `at`, or looks differ in their number of prompts
 * @see golden values test/stats/golden.json block_scan, block_scan_missing, block_scan_late
 */
export function scanLook(
  { looks, at, plan, clusters, allContrasts = false, memo = { moments: new Map(), critical: new Map() } }: ScanInput & { at: number; allContrasts?: boolean; memo?: ScanMemo },
): LookResult {
  const ordered = byStep(looks.filter(({ arrival }) => arrival <= at));
  const position = ordered.findIndex(({ arrival }) => arrival === at);
  if (position < 0) throw new RangeError(`no look arrived as number ${at}`);
  const nPrompts = ordered[position]!.values.length;
  for (const { step, values } of ordered) {
    if (values.length !== nPrompts) throw new RangeError(`step ${step} has ${values.length} prompts, the new look ${nPrompts}`);
  }
  const units = unitsOf(nPrompts, clusters);
  const { blockSize, alpha, delta } = plan;
  const minUnits = Math.max(2, plan.minUnits);
  const places = contrastsOfLook({ nLooks: ordered.length, position, blockSize });

  const momentsOf = (look: Look): MeanAndVariance => {
    let moments = memo.moments.get(look);
    if (moments === undefined) memo.moments.set(look, (moments = meanAndVariance(look.values, units)));
    return moments;
  };
  const windowMeans = new Map<string, Float64Array>();
  const windowMean = (windowStart: number, a: number): Float64Array => {
    const key = `${windowStart}+${a}`;
    let mean = windowMeans.get(key);
    if (mean === undefined) windowMeans.set(key, (mean = lookMean(ordered.slice(windowStart, windowStart + a), new Float64Array(nPrompts))));
    return mean;
  };
  const critical = (level: number, df: number): number => {
    const key = `${level} ${df}`;
    let t = memo.critical.get(key);
    if (t === undefined) memo.critical.set(key, (t = -tQuantile(level, df)));
    return t;
  };
  const differences = new Float64Array(nPrompts), kept = new Float64Array(nPrompts);

  /** Variance of the mean of one look over the prompts that the contrast keeps. */
  const varianceOver = (look: Look, n: number): number => {
    const own = momentsOf(look);
    if (own.n === n) return own.variance;
    for (let i = 0; i < nPrompts; i++) kept[i] = Number.isFinite(differences[i]!) ? look.values[i]! : NaN;
    return meanAndVariance(kept, units).variance;
  };

  const testContrast = ({ a, blockStart, windowStart, nSame }: ContrastPlace, blockMean: Float64Array): Contrast | null => {
    const window = windowMean(windowStart, a);
    for (let i = 0; i < nPrompts; i++) differences[i] = blockMean[i]! - window[i]!;
    const { n, nUnits, mean: drop, variance } = meanAndVariance(differences, units);
    if (nUnits < minUnits) return null;
    const blockLooks = ordered.slice(blockStart, blockStart + blockSize), windowLooks = ordered.slice(windowStart, windowStart + a);
    const meanVariance = (some: Look[]) => some.reduce((sum, look) => sum + varianceOver(look, n), 0) / some.length;
    const guard = Math.max(0, meanVariance(blockLooks) - meanVariance(windowLooks)) / a;
    const se = Math.sqrt(Math.max(variance + guard, leastVariance));
    const df = nUnits - 1;
    const z = (drop - delta) / se;
    const p = tTail(z, df);
    const level = contrastLevel(at, nSame, plan);
    const both = [...blockLooks, ...windowLooks];
    const counts = both.map((look) => momentsOf(look).n);
    const held = both.some(({ incomplete }) => incomplete) || Math.max(...counts) - Math.min(...counts) > plan.maxExcludedShare * nPrompts;
    return {
      a, kind: a === 1 ? "fast" : "sustained", blockSteps: blockLooks.map(({ step }) => step), windowSteps: windowLooks.map(({ step }) => step),
      nUnits, drop, se, guard, z, p, level, adjustedP: Math.min(1, (alpha * p) / level), dropLow: drop - critical(level, df) * se,
      fired: !held && p <= level, held,
    };
  };

  // Block by block, so that memory stays at a few vectors whatever the number of looks.
  const results = new Array<Contrast | null>(places.length).fill(null);
  const blockMean = new Float64Array(nPrompts);
  for (const blockStart of new Set(places.map((place) => place.blockStart))) {
    lookMean(ordered.slice(blockStart, blockStart + blockSize), blockMean);
    places.forEach((place, index) => {
      if (place.blockStart === blockStart) results[index] = testContrast(place, blockMean);
    });
  }
  const contrasts = results.filter((contrast) => contrast !== null);
  const free = contrasts.filter(({ held }) => !held);
  const strongest = smallest(free), firedAll = free.filter(({ fired }) => fired);
  return {
    k: at, adjustedP: strongest?.adjustedP ?? 1,
    nContrasts: contrasts.length, nHeld: contrasts.length - free.length, nSkipped: places.length - contrasts.length,
    strongest, fired: smallest(firedAll.filter(({ kind }) => kind === "sustained")) ?? smallest(firedAll),
    held: contrasts.length > 0 && free.length === 0,
    contrasts: allContrasts ? contrasts : [],
  };
}

/** By adjusted p; where that is capped, by p over level. Of equals, the later: a longer window, a nearer block. */
function smallest(contrasts: readonly Contrast[]): Contrast | null {
  return contrasts.reduce<Contrast | null>((best, one) => (best === null || one.p / one.level <= best.p / best.level ? one : best), null);
}
