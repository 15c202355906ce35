import { AlertState } from "@/lib/contracts/alerts";
import type { AlertsSelection } from "../_queries/alerts";

/** What the address asks for; open alerts when it asks for nothing, `state=all` for every one. */
export function parseAlertsSelection(from: Record<string, string | string[] | undefined>): AlertsSelection {
  const state = AlertState.safeParse(from.state);
  const run = typeof from.run === "string" && from.run !== "" ? from.run : undefined;
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
