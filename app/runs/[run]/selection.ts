import type { MetricName } from "@/lib/chart/metrics";
import type { Run } from "@/lib/contracts/runs";
import type { CurveSelection } from "../../_queries/run";
import { type SearchParams, searchParam } from "../../_ui/search-param";

/** "both": win probability and win rate in one plot. */
export type Focus = "both" | MetricName;
export type RunSelection = CurveSelection & { metric: Focus };

const foci: readonly string[] = ["both", "winProbability", "winRate", "meanScore"] satisfies Focus[];

/** What the address asks for, as far as the run has it; the names are those of the HTTP interface. */
export function parseSelection(from: SearchParams, run: Run): RunSelection {
  const one = (name: string) => searchParam(from, name);
  const known = (asked: string | undefined, all: readonly { id: string; name: string }[], primary: string | undefined) => {
    const found = all.find(({ id, name }) => id === asked || name === asked);
    return found && found.id !== primary ? found.id : undefined;
  };
  const rewardModel = known(one("rewardModel"), run.rewardModels, run.primary?.rewardModel);
  const referenceSet = known(one("referenceSet"), run.referenceSets, run.primary?.referenceSet);
  const branch = run.branches.find(({ name }) => name === one("branch") && name !== "main")?.name;
  const metric = foci.includes(one("metric") ?? "") ? (one("metric") as Focus) : "both";
  return { ...(rewardModel && { rewardModel }), ...(referenceSet && { referenceSet }), ...(branch && { branch }), metric };
}

/** The search part of an address that parseSelection reads back; defaults are left out. */
export function searchOf({ metric, ...selection }: RunSelection): string {
  const search = new URLSearchParams(Object.entries(selection).filter((entry): entry is [string, string] => Boolean(entry[1])));
  if (metric !== "both") search.set("metric", metric);
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}
