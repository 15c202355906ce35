import { readCheckpointAt } from "@/lib/chart/checkpoint-at";
import type { CompareSelection } from "../_queries/compare";
import { type SearchParams, searchParam as one } from "../_ui/search-param";

/** What the address asks for: both sides, or null while one is not chosen. Side b without a run is on a's. */
export function parseCompareSelection(from: SearchParams): CompareSelection | null {
  const [a, b] = [one(from, "a"), one(from, "b")];
  const at = readCheckpointAt(a);
  const run = one(from, "run") ?? at?.run;
  if (a === undefined || b === undefined || !at || !readCheckpointAt(b) || !run) return null;
  const [rewardModel, referenceSet] = [one(from, "rewardModel"), one(from, "referenceSet")];
  return { run, a, b, ...(rewardModel && { rewardModel }), ...(referenceSet && { referenceSet }) };
}
