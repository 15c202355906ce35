import { clusteredMean, showsNoSpread } from "./clustered-mean";
import { meanInterval } from "./mean-interval";
import { tTail } from "./t-tail";

export type PairedDifference =
  | {
      kind: "estimate";
      /** Prompts with a finite value on both sides; nUnits counts their clusters. */
      n: number; nUnits: number;
      /** Mean of a - b in the values' unit, its clustered standard error and t interval. */
      difference: number; se: number; low: number; high: number;
      t: number;
      /** nUnits - 1 */
      df: number;
      pTwoSided: number;
    }
  | { kind: "insufficient"; n: number; reason: "too-few-pairs" | "one-cluster" | "all-equal" };

/**
 * Paired comparison of two checkpoints on the same prompts: the t test of d_i = a_i - b_i, clustered where prompts are.
 * One planned pair chosen by the user, at its own level: it is no alarm test over steps.
 * Differences that are all equal and not zero carry no spread to test against: insufficient. All zero is insufficient too.
 * @param a, b [nPrompts] outcomes, probabilities or scores of the same prompts; not finite: excluded
 * @param clusters [nPrompts] cluster ids; null: all independent
 * @throws RangeError when lengths differ
 * @see Miller 2024, arXiv 2411.00640, section 2.4; golden values test/stats/golden.json paired_difference
 */
export function pairedDifference(a: ArrayLike<number>, b: ArrayLike<number>, clusters: ArrayLike<number> | null, confidence = 0.95): PairedDifference {
  if (a.length !== b.length) throw new RangeError(`a has ${a.length} entries, b has ${b.length}`);
  if (clusters !== null && clusters.length !== a.length) throw new RangeError(`clusters has ${clusters.length} entries for ${a.length} prompts`);
  const differences: number[] = [], ids: number[] = [];
  for (let i = 0; i < a.length; i++) {
    const d = a[i]! - b[i]!;
    if (!Number.isFinite(d)) continue;
    differences.push(d);
    ids.push(clusters === null ? i : clusters[i]!);
  }
  const n = differences.length;
  if (n < 2) return { kind: "insufficient", n, reason: "too-few-pairs" };
  const mean = clusteredMean(differences, ids);
  if (mean.nUnits < 2) return { kind: "insufficient", n, reason: "one-cluster" };
  if (showsNoSpread(mean)) return { kind: "insufficient", n, reason: "all-equal" };
  const t = mean.mean / mean.se;
  return {
    kind: "estimate", n, nUnits: mean.nUnits, difference: mean.mean, se: mean.se, ...meanInterval(mean, confidence),
    t, df: mean.df, pTwoSided: Math.min(1, 2 * tTail(Math.abs(t), mean.df)),
  };
}
