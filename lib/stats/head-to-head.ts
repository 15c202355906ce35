import type { Estimate } from "@/lib/contracts";
import { winRateEstimate } from "./estimates";
import { winIndicator } from "./win-indicator";

/**
 * Share of prompts on which b scores higher than a, a tie counting one half, with Wilson's interval (effective size where prompts are
 * clustered). Checkpoints scored by one scalar model share a scale within each prompt, so they need no reference between them.
 * @param a, b [nPrompts] reward units; a prompt with a score that is not finite is left out
 * @param clusters [nPrompts] cluster ids
 * @throws RangeError when lengths differ
 */
export function headToHead(a: ArrayLike<number>, b: ArrayLike<number>, clusters: ArrayLike<number>): Estimate {
  if (a.length !== b.length || clusters.length !== a.length) throw new RangeError(`${a.length} scores against ${b.length} in ${clusters.length} clusters`);
  const outcomes: number[] = [], ids: number[] = [];
  for (let i = 0; i < a.length; i++) {
    const outcome = winIndicator(b[i]!, a[i]!);
    if (outcome === null) continue;
    outcomes.push(outcome);
    ids.push(clusters[i]!);
  }
  return winRateEstimate(Float64Array.from(outcomes), Int32Array.from(ids));
}
