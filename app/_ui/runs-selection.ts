import { RunOrder, RunSort, VerdictWord } from "@/lib/contracts/runs";
import type { RunsSelection } from "../_queries/runs";
import { type SearchParams, searchParam } from "./search-param";

/** What the page of runs shows, and which runs are chosen to be laid over each other (project/name). */
export type RunsView = RunsSelection & { chosen: readonly string[] };

/** What the address asks for; what it cannot mean is left out. */
export function parseRunsView(params: SearchParams): RunsView {
  const one = (name: string) => searchParam(params, name);
  const [project, promptSet, q, cursor] = [one("project"), one("promptSet"), one("q")?.slice(0, 202), one("cursor")];
  const verdict = VerdictWord.safeParse(one("verdict")).data, sort = RunSort.safeParse(one("sort")).data, order = RunOrder.safeParse(one("order")).data;
  return {
    ...(project && { project }), ...(promptSet && { promptSet }), ...(verdict && { verdict }), ...(q && { q }),
    ...(sort && sort !== "activity" && { sort }), ...(order && { order }), ...(cursor && { cursor }),
    chosen: (one("chosen") ?? "").split(",").filter((ref) => ref.includes("/")).slice(0, 20),
  };
}

/** The address that parseRunsView reads back. */
export function addressOfRuns({ chosen, ...selection }: RunsView): string {
  const search = new URLSearchParams(Object.entries(selection).filter((entry): entry is [string, string] => Boolean(entry[1])));
  if (chosen.length > 0) search.set("chosen", chosen.join(","));
  // Slashes and commas may stand in a query as they are, and names are easier to read with them.
  const text = search.toString().replaceAll("%2F", "/").replaceAll("%2C", ",");
  return text === "" ? "/" : `/?${text}`;
}
