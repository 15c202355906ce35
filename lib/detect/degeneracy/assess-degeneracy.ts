import { compareToStart, type StartComparison } from "./compare-to-start";
import { summariseDegeneracy, type DegeneracySummary } from "./summarise-degeneracy";
import type { TextMeasures } from "./text-measures";

export interface DegeneracyInput {
  /** Looks in step order, each [nPrompts] in the same prompt order. */
  looks: readonly { step: number; measures: TextMeasures }[];
  /** [nPrompts] cluster ids. */
  clusters: Int32Array;
  /** Looks that make up the start. */
  blockSize: number;
}

/** Everything the panel of the texts says: each look's means, one entry a look and monitor, and which looks differ from the start. */
export function assessDegeneracy({ looks, clusters, blockSize }: DegeneracyInput): { summaries: DegeneracySummary[][]; compared: StartComparison[] } {
  return { summaries: looks.map(({ measures }) => summariseDegeneracy(measures, clusters)), compared: compareToStart({ looks, clusters, blockSize }) };
}
