import type { ClusteredMean } from "./clustered-mean";

/**
 * Number of independent prompts that would know the mean as well: n * seIid^2 / se^2.
 * At most n (clusters that happen to balance each other are not extra evidence); where the values do not vary the
 * clusters' similarity is unknown, so each cluster counts once, as does a single cluster.
 * @returns number in (0, n]
 */
export function effectiveSize(mean: ClusteredMean): number {
  const { n, nUnits, se, seIid, allEqual } = mean;
  if (nUnits === n) return n;
  if (allEqual || nUnits < 2) return nUnits;
  return se > 0 ? Math.min(n, (n * seIid * seIid) / (se * se)) : n;
}
