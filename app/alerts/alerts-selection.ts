import { AlertState } from "@/lib/contracts/alerts";
import type { AlertsSelection } from "../_queries/alerts";
import { type SearchParams, searchParam } from "../_ui/search-param";

/** What the address asks for; open alerts when it asks for nothing, `state=all` for every one. */
export function parseAlertsSelection(from: SearchParams): AlertsSelection {
  const state = AlertState.safeParse(from.state);
  const run = searchParam(from, "run");
  return { ...(state.success ? { state: state.data } : from.state === "all" ? {} : { state: "open" as const }), ...(run && { run }) };
}

/** The search part of an address that parseAlertsSelection reads back. */
export function searchOfAlerts({ state, run }: AlertsSelection): string {
  const search = new URLSearchParams();
  if (state !== "open") search.set("state", state ?? "all");
  if (run) search.set("run", run);
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}
