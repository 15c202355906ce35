import type { ComparedMetric } from "@/lib/contracts";
import { clusterSums } from "./cluster-sums";
import { pairedIntervalMethod } from "./interval-methods";
import { mcnemarExact } from "./mcnemar-exact";
import { pairedDifference } from "./paired-difference";
import { signFlipHalfSteps } from "./sign-flip-half-steps";

/** With fewer units that differ, the t test's p is poor and an exact one is the headline. */
const exactBelow = 50;

/** Exact p of outcomes where few units differ, and its name; null where the t test is good enough or no exact test applies. */
function exactTest(differences: readonly number[], ids: readonly number[], nUnits: number): { p: number; method: string } | null {
  const units = nUnits === differences.length ? differences : clusterSums(differences, ids);
  if (!units.every((d) => Number.isInteger(2 * d)) || units.filter((d) => d !== 0).length >= exactBelow) return null;
  if (nUnits === differences.length && units.every((d) => Number.isInteger(d))) {
    return { p: mcnemarExact(units.filter((d) => d < 0).length, units.filter((d) => d > 0).length).pTwoSided, method: "exact McNemar" };
  }
  return { p: signFlipHalfSteps(units), method: "exact sign-flip" };
}

/**
 * One metric of two checkpoints on the prompts that both have: b - a with its paired 95 % t interval, and a two-sided p.
 * p is that of the t test, but of outcomes of which fewer than 50 differ it is exact: McNemar's, or by sign flips where ties turn or
 * prompts are clustered. Differences without any spread bound the mean as in `logitTInterval`: G equal units leave
 * d q +- (1 - q), q = (.05/2)^(1/G), and p = 2^(1 - G), the chance that G signs agree (1 where all are 0).
 * One pair planned beforehand, at its own level: no alarm test over steps.
 * @param a, b [nPrompts] numbers in [0, 1], not finite where there is none
 * @param clusters [nPrompts] cluster ids
 * @param kind whether the numbers are outcomes (0, 1/2, 1) or probabilities
 * @throws RangeError when lengths differ
 */
export function compareMetric(a: ArrayLike<number>, b: ArrayLike<number>, clusters: ArrayLike<number>, kind: "outcomes" | "probabilities"): ComparedMetric {
  const paired = pairedDifference(b, a, clusters);
  const differences: number[] = [], ids: number[] = [];
  let sumA = 0, sumB = 0;
  for (let i = 0; i < a.length; i++) {
    const d = b[i]! - a[i]!;
    if (!Number.isFinite(d)) continue;
    differences.push(d);
    ids.push(clusters[i]!);
    sumA += a[i]!;
    sumB += b[i]!;
  }
  const n = differences.length, nUnits = new Set(ids).size;
  const means = n === 0 ? { a: null, b: null } : { a: sumA / n, b: sumB / n };
  const exact = kind === "outcomes" && nUnits > 1 ? exactTest(differences, ids, nUnits) : null;
  const suffix = nUnits < n ? ", clustered" : "";
  if (paired.kind === "estimate") {
    const { difference, low, high, pTwoSided } = paired;
    return { ...means, difference, low, high, p: exact?.p ?? pTwoSided, method: `${pairedIntervalMethod(nUnits < n)}; p: ${exact?.method ?? "paired t"}${suffix}` };
  }
  if (paired.reason !== "all-equal") return { ...means, difference: null, low: null, high: null, p: null, method: pairedIntervalMethod(nUnits < n), reason: paired.reason };
  const difference = differences.reduce((sum, d) => sum + d, 0) / n;
  const q = 0.025 ** (1 / nUnits);
  const p = exact?.p ?? (Math.abs(difference) <= 1e-12 ? 1 : 2 ** (1 - nUnits));
  return {
    ...means, difference, low: Math.max(-1, q * difference - (1 - q)), high: Math.min(1, q * difference + (1 - q)), p,
    method: `no spread 95 %${suffix}; p: ${exact?.method ?? "exact sign-flip"}${suffix}`,
  };
}
