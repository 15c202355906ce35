import { goldenTolerance } from "./golden-tolerance";
import type { Precision } from "./load-model-folder";
import type { GoldenLine } from "./read-golden";
import type { ItemScore } from "./reward-model";

export interface GoldenComparison {
  compared: number;
  /** Largest difference of a score. */
  worst: number;
  /** Beyond tolerance: 1e-3, for float16 and int8 one percent of the score. */
  differs: boolean;
  /** A text that failed or was tokenised differently, as half a sentence. */
  problem: string | null;
}

/** Compares results with golden scores, and with golden ids where they are given. Texts that the registration cuts or finds too long are left out. */
export function compareGolden(lines: readonly GoldenLine[], results: readonly ItemScore[], precision: Precision): GoldenComparison {
  const comparison: GoldenComparison = { compared: 0, worst: 0, differs: false, problem: null };
  for (const [i, result] of results.entries()) {
    const { score, ids } = lines[i]!;
    if (result.status === "failed" && result.code === "completion-too-long") continue;
    if (result.status === "failed") return { ...comparison, problem: `text ${i + 1} could not be scored: ${result.message}` };
    if (result.cut !== "none") continue;
    if (ids && result.ids && ids.join() !== result.ids.join()) return { ...comparison, problem: `text ${i + 1} is tokenised differently: tokenizer.json and the golden ids do not belong together` };
    const difference = Math.abs(result.score - score);
    comparison.compared++;
    comparison.worst = Math.max(comparison.worst, difference);
    comparison.differs ||= !(difference <= goldenTolerance(score, precision));
  }
  return comparison;
}
