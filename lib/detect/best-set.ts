import { centredMeans } from "@/lib/stats/centred-means";
import { cholesky } from "@/lib/stats/cholesky";
import { quantile } from "@/lib/stats/quantile";
import { seededNormal } from "@/lib/stats/seeded-normal";
import { leastVariance } from "./least-variance";
import { pickLargest } from "./pick-largest";

export interface BestSetInput {
  /** [T] mean of each look, in step order. */
  mean: Float64Array;
  /** [T * T] covariance of those means. */
  covariance: Float64Array;
  draws: number;
  /** Whole number in [0, 2^53 - 1]. */
  seed: number;
  confidence: number;
}

export interface BestSet {
  /** [T] max over other looks r of (mean_r - mean_s) / se_rs; 0 for a look alone. */
  statistic: Float64Array;
  /** [T] what the statistic may reach while s can still be the best. */
  critical: Float64Array;
  /** [T] statistic <= critical. */
  inSet: boolean[];
  /** Standard errors that hold all looks at once: the quantile of max |G_t / se_t|. */
  bandFactor: number;
  /** Mean over draws of what the selected look owes to having been selected, in the values' unit. */
  selectionBias: number;
}

/**
 * Looks that cannot be told apart from the best, by the Gaussian multiplier method on the covariance of the means (paired: the prompts are shared).
 * G ~ N(0, covariance), drawn `draws` times. s stays while max_r (mean_r - mean_s)/se_rs <= quantile of max_r (G_r - G_s)/se_rs; the set holds
 * the true best with the confidence asked for. No correction over s is due: only the true best's own test can lose it.
 * Selection bias: in a world where the smoothed means are the truth, looks are drawn as smooth + G and one is picked as the real one was
 * (largest centred five-look mean); the bias is the mean of its G.
 * @see Chernozhukov, Chetverikov & Kato 2013 (Gaussian approximation of maxima); Mogstad, Romano, Shaikh & Wilhelm 2024 (ranks, csranks);
 * Andrews, Kitagawa & McCloskey 2024, Inference on Winners; golden values test/stats/golden.json best_set
 */
export function bestSet({ mean, covariance, draws, seed, confidence }: BestSetInput): BestSet {
  const n = mean.length;
  const inverse = new Float64Array(n * n); // 1 / se_rs below the diagonal
  const statistic = new Float64Array(n).fill(n > 1 ? -Infinity : 0);
  const inverseSe = new Float64Array(n); // 0 where a look has no spread
  for (let s = 0; s < n; s++) {
    const variance = covariance[s * n + s]!;
    inverseSe[s] = variance > leastVariance ** 2 ? 1 / Math.sqrt(variance) : 0;
    for (let r = 0; r < s; r++) {
      const inverseOf = 1 / Math.sqrt(Math.max(leastVariance, variance + covariance[r * n + r]! - 2 * covariance[s * n + r]!));
      inverse[s * n + r] = inverseOf;
      const z = (mean[r]! - mean[s]!) * inverseOf;
      statistic[s] = Math.max(statistic[s]!, z);
      statistic[r] = Math.max(statistic[r]!, -z);
    }
  }

  const lower = cholesky(covariance, n), normals = seededNormal(seed), truth = centredMeans(mean);
  const z = new Float64Array(n), g = new Float64Array(n), most = new Float64Array(n), drawn = new Float64Array(n), smooth = new Float64Array(n);
  const maxima = Array.from({ length: n }, () => new Float64Array(draws)), largest = new Float64Array(draws);
  let selectionBias = 0;
  for (let draw = 0; draw < draws; draw++) {
    normals(z);
    let largestHere = 0;
    for (let s = 0; s < n; s++) {
      let sum = 0;
      const row = s * n;
      for (let k = 0; k <= s; k++) sum += lower[row + k]! * z[k]!;
      g[s] = sum;
      drawn[s] = truth[s]! + sum;
      const size = Math.abs(sum) * inverseSe[s]!;
      if (size > largestHere) largestHere = size;
    }
    largest[draw] = largestHere;
    most.fill(n > 1 ? -Infinity : 0);
    for (let s = 1; s < n; s++) {
      const row = s * n, own = g[s]!;
      let mostOwn = most[s]!;
      for (let r = 0; r < s; r++) {
        const difference = (g[r]! - own) * inverse[row + r]!;
        if (difference > mostOwn) mostOwn = difference;
        if (-difference > most[r]!) most[r] = -difference;
      }
      most[s] = mostOwn;
    }
    for (let s = 0; s < n; s++) maxima[s]![draw] = most[s]!;
    selectionBias += g[pickLargest(centredMeans(drawn, 2, smooth))]! / draws;
  }
  const critical = Float64Array.from(maxima, (values) => quantile(values, confidence));
  // Copies of one checkpoint differ by rounding.
  const inSet = Array.from(statistic, (value, s) => value <= critical[s]! + 1e-9);
  return { statistic, critical, inSet, bandFactor: quantile(largest, confidence), selectionBias };
}
