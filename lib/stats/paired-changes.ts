import type { ComparedMetric, DecidingMetric } from "@/lib/contracts";
import { compareMetric } from "./compare-metric";
import { multiReferenceMeans } from "./multi-reference-means";
import { pairOutcomes, type PairSides } from "./pair-outcomes";

export interface PairedChangesInput {
  /** [T] points in step order. */
  points: readonly {
    /** [R] both sides of every pair against each reference set, R >= 1; the mean over them is the prompt's value. */
    sides: readonly PairSides[];
    /** Whether the point may be compared with the one before it; the first one's is not read. */
    compares: boolean;
  }[];
  /** [nPrompts] cluster ids. */
  clusters: Int32Array;
  metric: DecidingMetric;
  /** Places of the prompts that count, ascending; null for all. */
  places: readonly number[] | null;
}

export interface PairedChange {
  /** The point before is a, the point itself b: the difference is positive where the checkpoint has become better. */
  compared: ComparedMetric;
  /** Prompts with a value at both points, and the independent units among them. */
  nPrompts: number; nUnits: number;
}

/**
 * Change from each point of a curve to the next, prompt by prompt, each as `compareMetric` has it for two checkpoints. Prompts without
 * a value at either point are left out. Every change is pointwise: over many steps some intervals leave zero out by chance.
 * @returns [T], null for the first point and for one that does not compare
 * @throws RangeError when lengths differ or a temperature is not a positive number
 */
export function pairedChanges({ points, clusters, metric, places }: PairedChangesInput): (PairedChange | null)[] {
  const kind = metric === "winRate" ? "outcomes" : "probabilities";
  const take = (values: ArrayLike<number>): ArrayLike<number> => (places === null ? values : Float64Array.from(places, (i) => values[i]!));
  const ids = take(clusters);
  let before: ArrayLike<number> | null = null;
  return points.map(({ sides, compares }) => {
    const a = before;
    const b = before = take(valuesOf(sides, metric));
    if (a === null || !compares) return null;
    const shared = Array.from(ids).filter((_, i) => Number.isFinite(a[i]! - b[i]!));
    return { compared: compareMetric(a, b, ids, kind), nPrompts: shared.length, nUnits: new Set(shared).size };
  });
}

function valuesOf(sides: readonly PairSides[], metric: DecidingMetric): Float64Array {
  const perReference = sides.map((pairs) => pairOutcomes(pairs)[metric === "winRate" ? "wins" : "probabilities"]);
  return perReference.length === 1 ? perReference[0]! : multiReferenceMeans(perReference);
}
