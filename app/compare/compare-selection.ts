import { readCheckpointAt } from "@/lib/chart/checkpoint-at";
import type { CompareSelection } from "../_queries/compare";

type From = Record<string, string | string[] | undefined>;
const one = (from: From, name: string) => (typeof from[name] === "string" && from[name] !== "" ? from[name] : undefined);

/** What the address asks for: both sides, or null while one is not chosen. Side b without a run is on a's. */
export function parseCompareSelection(from: From): CompareSelection | null {
  const [a, b] = [one(from, "a"), one(from, "b")];
  const at = readCheckpointAt(a);
  const run = one(from, "run") ?? at?.run;
  if (a === undefined || b === undefined || !at || !readCheckpointAt(b) || !run) return null;
  const [rewardModel, referenceSet] = [one(from, "rewardModel"), one(from, "referenceSet")];
  return { run, a, b, ...(rewardModel && { rewardModel }), ...(referenceSet && { referenceSet }) };
}
