import { clusterSums } from "./cluster-sums";

/** Mean of values with the standard error that their clusters leave it. */
export interface ClusteredMean {
  n: number;
  /** Independent units: distinct clusters, or n where every value is its own. */
  nUnits: number;
  mean: number;
  /** Clustered standard error; with one value a cluster it is sd / sqrt(n). NaN with fewer than two units. */
  se: number;
  /** sd / sqrt(n), as if all values were independent. NaN for n < 2. */
  seIid: number;
  /** nUnits - 1. */
  df: number;
  /** Whether all values are the same number. */
  allEqual: boolean;
}

/**
 * Mean and clustered standard error: se^2 = G/(G-1) * sum_g (sum_{i in g} (x_i - mean))^2 / n^2, df = G - 1.
 * Sums run in the order given, so that a result is the same bit for bit on every machine.
 * @param values [n] finite numbers of any unit
 * @param clusters [n] cluster id of each value, whole numbers >= 0; null: all independent
 * @see Miller 2024, Adding Error Bars to Evals, arXiv 2411.00640, section 2.2
 */
export function clusteredMean(values: ArrayLike<number>, clusters: ArrayLike<number> | null): ClusteredMean {
  const n = values.length;
  if (clusters !== null && clusters.length !== n) throw new RangeError(`clusters has ${clusters.length} entries for ${n} values`);
  let sum = 0;
  let allEqual = true;
  for (let i = 0; i < n; i++) {
    sum += values[i]!;
    if (values[i] !== values[0]) allEqual = false;
  }
  // The rounded sum of equal numbers over n need not be that number again.
  const mean = n > 0 && allEqual ? values[0]! : sum / n;
  const deviations = new Float64Array(n);
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const d = values[i]! - mean;
    deviations[i] = d;
    squares += d * d;
  }
  const seIid = n < 2 ? NaN : Math.sqrt(squares / (n - 1) / n);
  const sums = clusters === null || areRising(clusters) ? null : clusterSums(deviations, clusters);
  if (sums === null || sums.length === n) return { n, nUnits: n, mean, se: seIid, seIid, df: n - 1, allEqual };
  const nUnits = sums.length;
  let between = 0;
  for (const s of sums) between += s * s;
  const se = nUnits < 2 ? NaN : Math.sqrt((nUnits / (nUnits - 1)) * between) / n;
  return { n, nUnits, mean, se, seIid, df: nUnits - 1, allEqual };
}

/** Ids that rise are all different, as they are where no prompt shares its cluster: seen at once, several times faster than by counting. */
function areRising(ids: ArrayLike<number>): boolean {
  for (let i = 0; i < ids.length; i++) if (!Number.isInteger(ids[i]!) || ids[i]! <= (i === 0 ? -1 : ids[i - 1]!)) return false;
  return true;
}

/** Whether the units' spread is nothing but rounding: equal values, or clusters whose deviations cancel exactly. */
export function showsNoSpread({ allEqual, se, seIid, mean }: ClusteredMean): boolean {
  return allEqual || se <= 1e-12 * Math.max(Math.abs(mean), seIid);
}
