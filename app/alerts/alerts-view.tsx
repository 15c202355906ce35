"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { AlertState } from "@/lib/contracts/alerts";
import { type AlertsSelection, alertsKey, alertsQuery } from "../_queries/alerts";
import { LiveMark } from "../_ui/live-mark";
import { Segmented } from "../_ui/segmented";
import { useEventStream } from "../_ui/use-event-stream";
import { AlertCard } from "./alert-card";
import { searchOfAlerts } from "./alerts-selection";

const states: { value: AlertState | "all"; text: string }[] = [
  { value: "open", text: "Open" }, { value: "snoozed", text: "Snoozed" }, { value: "acknowledged", text: "Acknowledged" }, { value: "resolved", text: "Resolved" }, { value: "all", text: "All" },
];

/** Alerts of all runs, newest first, followed live. */
export function AlertsView({ selection, mayWrite }: { selection: AlertsSelection; mayWrite: boolean }) {
  const router = useRouter();
  const client = useQueryClient();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(alertsQuery(selection));
  const live = useEventStream("/api/v1/events", () => void client.invalidateQueries({ queryKey: alertsKey }));
  const alerts = data?.pages.flatMap(({ items }) => items) ?? [];
  const go = (state: AlertState | "all") => router.push(`/alerts${searchOfAlerts({ ...(state !== "all" && { state }), ...(selection.run && { run: selection.run }) })}`);
  return (
    <div className="page">
      <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-20">Alerts</h1>
        <Segmented label="State" value={selection.state ?? "all"} options={states} onChange={go} />
        {selection.run && <Link className="chip hover:text-ink" href={`/alerts${searchOfAlerts({ ...(selection.state && { state: selection.state }) })}`}>one run only · show all</Link>}
        <span className="ml-auto"><LiveMark state={live} /></span>
      </div>
      {error && <p role="alert" className="mb-3 text-13 text-regressed">The list could not be refreshed: {error.message}</p>}
      {data && alerts.length === 0 && <NoAlerts state={selection.state} />}
      <ul className="space-y-3">{alerts.map((alert) => <li key={alert.id}><AlertCard alert={alert} mayWrite={mayWrite} /></li>)}</ul>
      {hasNextPage && <button type="button" className="button mt-4" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>{isFetchingNextPage ? "Reading…" : "Older alerts"}</button>}
    </div>
  );
}

function NoAlerts({ state }: { state: AlertState | undefined }) {
  return (
    <div className="panel max-w-[75ch] px-5 py-8">
      <p className="font-medium">{state === "open" ? "Nothing needs you." : "No such alert."}</p>
      <p className="mt-1 text-13 text-muted">
        An alert is raised when a run’s detector finds a drop at the run’s own error level, when the training and held-out reward models part, or when a checkpoint cannot be scored: once when it is seen, once more when a drop has lasted.
        Where they go is set under <Link className="link" href="/settings#channels">Settings</Link>.
      </p>
    </div>
  );
}
