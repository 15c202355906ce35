import type { Estimate } from "@/lib/contracts";
import { meanScoreEstimate } from "./estimates";

interface Rows {
  /** [nPrompts x k] row-major; NaN where an item has no score. */
  details: Float32Array;
  /** [nPrompts] bits 0-1: ok is 1. */
  statuses: Uint8Array;
}

const isOk = (status: number | undefined) => ((status ?? 0) & 0b11) === 1;

/**
 * Mean of every attribute over the scored prompts, with a t interval (clustered where prompts share a cluster), in the
 * model's own units.
 * @param names [k] attribute names, in the order of the columns
 * @param clusters [nPrompts] cluster ids
 * @throws RangeError when details is not nPrompts x k
 */
export function summariseAttributes({ details, statuses, names, clusters }: Rows & { names: readonly string[]; clusters: Int32Array }): { name: string; mean: Estimate }[] {
  const k = names.length;
  if (details.length !== statuses.length * k) throw new RangeError(`details has ${details.length} entries for ${statuses.length} prompts x ${k} attributes`);
  const scored = [...statuses.keys()].filter((i) => isOk(statuses[i]));
  const scoredClusters = Int32Array.from(scored, (i) => clusters[i] ?? 0);
  return names.map((name, column) => ({ name, mean: meanScoreEstimate(Float64Array.from(scored, (i) => details[i * k + column] ?? Number.NaN), scoredClusters) }));
}

/**
 * Position bias of a pairwise model: the mean probability it gives to whichever text is shown first, minus one half.
 * P(a first wins) is `ab` when a is first and 1 - `ba` when b is first, so the mean over both orders is (1 + ab - ba) / 2.
 * @param details [nPrompts x 2] P(completion better) with the completion shown first, and shown second
 * @returns in [-0.5, 0.5], 0 without bias; null when nothing is scored
 */
export function positionBias({ details, statuses }: Rows): number | null {
  let sum = 0, n = 0;
  statuses.forEach((status, i) => {
    const first = details[2 * i], second = details[2 * i + 1];
    if (!isOk(status) || first === undefined || second === undefined || !Number.isFinite(first - second)) return;
    sum += (first - second) / 2;
    n++;
  });
  return n === 0 ? null : sum / n;
}
