import { Outcome, Turned } from "@/lib/contracts/checkpoints";
import { StepText } from "@/lib/contracts/primitives";
import type { PairsSelection } from "../../../../_queries/checkpoints";
import { type SearchParams, searchParam as one } from "../../../../_ui/search-param";

export type PairsFilter = Pick<PairsSelection, "outcome" | "tag" | "q" | "sort" | "since" | "turned">;
const sorts = ["key", "margin", "-margin", "change"] as const satisfies readonly NonNullable<PairsFilter["sort"]>[];

/** Filter and order of the pairs from the address; what it does not know is left out. */
export function parsePairs(from: SearchParams): PairsFilter {
  const outcome = Outcome.safeParse(one(from, "outcome"));
  const turned = Turned.safeParse(one(from, "turned"));
  const sort = sorts.find((s) => s === one(from, "sort"));
  const since = StepText.safeParse(one(from, "since"));
  const [tag, q] = [one(from, "tag"), one(from, "q")?.slice(0, 1000)];
  return {
    ...(outcome.success && { outcome: outcome.data }), ...(tag && { tag }), ...(q && { q }), ...(sort && { sort }),
    ...(since.success && { since: String(since.data) }), ...(turned.success && { turned: turned.data }),
  };
}

/** What the completion is read against: the reference, or the completion of the same prompt at another step. */
export type Against = "reference" | "previous" | "best" | number;

export function parseAgainst(from: SearchParams): Against {
  const text = one(from, "against");
  if (text === "previous" || text === "best") return text;
  const step = StepText.safeParse(text);
  return step.success ? step.data : "reference";
}
