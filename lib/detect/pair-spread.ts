import { clusteredMean } from "@/lib/stats/clustered-mean";
import { effectiveSize } from "@/lib/stats/effective-size";
import { byStep, type Look } from "./look";

export interface PairSpread {
  /** Standard deviation over prompts of the change from one look to the next, root mean square over all such pairs. */
  sdPair: number;
  /** Independent prompts that would know those changes as well, mean over the pairs: fewer than prompts where they are clustered. */
  nUnits: number;
}

/**
 * How much single prompts change from one checkpoint to the next: what the smallest detectable drop depends on.
 * @param looks in any order; neighbours by step are compared, incomplete looks left out
 * @returns null where no pair of looks shares two prompts
 */
export function pairSpread(looks: readonly Look[], clusters: Int32Array | null): PairSpread | null {
  const ordered = byStep(looks.filter(({ incomplete }) => !incomplete));
  let squares = 0, sizes = 0, nPairs = 0;
  for (let t = 1; t < ordered.length; t++) {
    const from = ordered[t - 1]!.values, to = ordered[t]!.values;
    const changes: number[] = [], ids: number[] = [];
    for (let i = 0; i < from.length; i++) {
      const change = to[i]! - from[i]!;
      if (!Number.isFinite(change)) continue;
      changes.push(change);
      if (clusters !== null) ids.push(clusters[i]!);
    }
    const mean = clusteredMean(changes, clusters === null ? null : ids);
    if (mean.n < 2) continue;
    squares += mean.seIid * mean.seIid * mean.n;
    sizes += effectiveSize(mean);
    nPairs++;
  }
  return nPairs === 0 ? null : { sdPair: Math.sqrt(squares / nPairs), nUnits: sizes / nPairs };
}
