import { showControls } from "@/lib/formats/show-controls";
import type { ScoredPairs } from "./models-score-pairs";

/** One line: how many pairs there are, and which are left out and why. */
export function describePairs({ model, scored, failed, nFailed, nCut }: ScoredPairs): string {
  const reasons = Object.entries(failed).map(([why, n]) => `${n} ${why}`).join(", ");
  const left = nFailed > 0 ? `; ${nFailed} left out, without a score (${reasons})` : "";
  const cut = nCut > 0 ? `; in ${nCut} a text was cut to ${model.maxTokens ?? "the longest"} tokens` : "";
  return showControls(`${scored.length} pairs scored by ${model.name}${left}${cut}.`);
}

/** "0.712 [0.680, 0.742]", or the reason. */
export function describeEstimate(estimate: { value: number | null; low: number | null; high: number | null; reason?: string }): string {
  if (estimate.value === null) return `unknown (${estimate.reason ?? "no value"})`;
  return `${estimate.value.toFixed(3)} [${estimate.low?.toFixed(3)}, ${estimate.high?.toFixed(3)}]`;
}
