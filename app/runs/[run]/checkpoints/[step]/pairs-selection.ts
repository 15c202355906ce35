import { Outcome } from "@/lib/contracts/checkpoints";
import type { PairsSelection } from "../../../../_queries/checkpoints";

export type PairsFilter = Pick<PairsSelection, "outcome" | "tag" | "q" | "sort">;
const sorts = ["key", "margin", "-margin", "change"] as const satisfies readonly NonNullable<PairsFilter["sort"]>[];

/** Filter and order of the pairs from the address; what it does not know is left out. */
export function parsePairs(from: Record<string, string | string[] | undefined>): PairsFilter {
  const one = (name: string) => (typeof from[name] === "string" && from[name] !== "" ? (from[name] as string) : undefined);
  const outcome = Outcome.safeParse(one("outcome"));
  const sort = sorts.find((s) => s === one("sort"));
  const [tag, q] = [one("tag"), one("q")?.slice(0, 1000)];
  return { ...(outcome.success && { outcome: outcome.data }), ...(tag && { tag }), ...(q && { q }), ...(sort && { sort }) };
}
