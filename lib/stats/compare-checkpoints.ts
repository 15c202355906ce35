import type { ComparedMetric, DecidingMetric, Estimate } from "@/lib/contracts";
import { compareMetric } from "./compare-metric";
import { flips, type Flips } from "./flips";
import { headToHead } from "./head-to-head";
import { holm } from "./holm";
import { promptsByTag } from "./prompts-by-tag";

export interface ComparedSide {
  /** [nPrompts] 1 win, 0.5 tie, 0 loss against the reference; NaN where there is none. */
  wins: Float64Array;
  /** [nPrompts] in [0, 1], NaN where there is none; null for a model that gives no probability. */
  probabilities: Float64Array | null;
  /** [nPrompts] reward units, NaN where there is none; null for a model without a scalar of its own. */
  scores: Float32Array | null;
}

export interface ComparedTag {
  tag: string;
  /** Prompts with the tag that both sides have an outcome for. */
  nPrompts: number;
  winRate: ComparedMetric; winProbability: ComparedMetric;
  /** p of the deciding metric after Holm's correction over tags; null where it has none. */
  adjustedP: number | null;
  flips: { lossToWin: number; winToLoss: number };
}

export interface ComparedCheckpoints {
  /** Prompts with an outcome on both sides, their clusters, and all others. */
  nPrompts: number; nUnits: number; nExcluded: number;
  winRate: ComparedMetric; winProbability: ComparedMetric;
  headToHead: Estimate;
  /** Places of prompts. */
  flips: Flips;
  /** By tag, in alphabetical order. */
  byTag: ComparedTag[];
}

const without = (reason: string): ComparedMetric => ({ a: null, b: null, difference: null, low: null, high: null, p: null, method: "none", reason });
const take = (values: Float64Array, places: readonly number[]): Float64Array => Float64Array.from(places, (i) => values[i]!);

/**
 * Two checkpoints on one prompt set, prompt by prompt; differences are b minus a.
 * @param tags [nPrompts] tags of each prompt; a prompt counts in each of its tags
 * @param deciding metric whose p over tags is corrected (Holm)
 * @throws RangeError when lengths differ
 */
export function compareCheckpoints({ a, b, clusters, tags, deciding }: { a: ComparedSide; b: ComparedSide; clusters: Int32Array; tags: readonly (readonly string[])[]; deciding: DecidingMetric }): ComparedCheckpoints {
  const n = a.wins.length;
  for (const values of [b.wins, a.probabilities, b.probabilities, a.scores, b.scores, clusters, tags]) {
    if (values !== null && values.length !== n) throw new RangeError(`${values.length} entries for ${n} prompts`);
  }
  const metricsOf = (places: readonly number[]): { winRate: ComparedMetric; winProbability: ComparedMetric } => {
    const ids = places.map((i) => clusters[i]!);
    return {
      winRate: compareMetric(take(a.wins, places), take(b.wins, places), ids, "outcomes"),
      winProbability: a.probabilities === null || b.probabilities === null ? without("no-probability") : compareMetric(take(a.probabilities, places), take(b.probabilities, places), ids, "probabilities"),
    };
  };
  const known = Array.from(clusters, (_, i) => i).filter((i) => Number.isFinite(a.wins[i]! - b.wins[i]!));
  const turned = flips(a.wins, b.wins);
  const [won, lost] = [new Set(turned.lossToWin), new Set(turned.winToLoss)];

  const rows = [...promptsByTag(tags, known)].sort(([x], [y]) => (x < y ? -1 : 1)).map(([tag, places]) => ({
    tag, nPrompts: places.length, ...metricsOf(places),
    flips: { lossToWin: places.filter((i) => won.has(i)).length, winToLoss: places.filter((i) => lost.has(i)).length },
  }));
  const adjusted = holm(rows.map((row) => row[deciding].p));
  return {
    nPrompts: known.length, nUnits: new Set(known.map((i) => clusters[i]!)).size, nExcluded: n - known.length, ...metricsOf(known),
    headToHead: a.scores === null || b.scores === null ? { value: null, low: null, high: null, reason: "no-scores" } : headToHead(a.scores, b.scores, clusters),
    flips: turned, byTag: rows.map((row, k) => ({ ...row, adjustedP: adjusted[k]! })),
  };
}
