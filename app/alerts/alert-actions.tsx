"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Alert } from "@/lib/contracts/alerts";
import { acknowledge as acknowledging } from "../_queries/actions";
import { alertsKey } from "../_queries/alerts";
import { call } from "../_queries/call";
import { contract } from "../_queries/contract";
import { runKey } from "../_queries/run";

const snoozes = [{ hours: 1, text: "1 hour" }, { hours: 24, text: "1 day" }, { hours: 24 * 7, text: "1 week" }];

/** Acknowledge and snooze; the list shows the new state when the server has it. */
export function AlertActions({ alert }: { alert: Alert }) {
  const client = useQueryClient();
  const settled = () => Promise.all([client.invalidateQueries({ queryKey: alertsKey }), client.invalidateQueries({ queryKey: runKey(alert.run.id) })]);
  const acknowledge = useMutation(acknowledging(client, alert.run.id));
  const snooze = useMutation({
    mutationFn: (hours: number) => call(contract("snoozeAlert"), { params: { alert: alert.id }, body: { until: new Date(Date.now() + hours * 3_600_000).toISOString() } }),
    onSuccess: settled,
  });
  if (alert.state !== "open" && alert.state !== "snoozed") return null;
  const busy = acknowledge.isPending || snooze.isPending;
  const error = acknowledge.error ?? snooze.error;
  return (
    <div>
      <div className="flex flex-wrap items-center gap-2">
        <button type="button" className="button button-primary" disabled={busy} onClick={() => acknowledge.mutate([alert])}>Acknowledge</button>
        <label className="inline-flex items-center gap-1.5 text-13">
          <span className="text-muted">Snooze</span>
          <select className="field" value="" disabled={busy} onChange={(event) => event.target.value !== "" && snooze.mutate(Number(event.target.value))}>
            <option value="">for …</option>
            {snoozes.map(({ hours, text }) => <option key={hours} value={hours}>{text}</option>)}
          </select>
        </label>
      </div>
      {alert.kind !== "scoring-failed" && <p className="mt-1 text-12 text-muted">Acknowledging begins a new episode: later checkpoints are tested with a fresh error budget.</p>}
      {error && <p role="alert" className="mt-1 text-13 text-regressed">Not changed: {error.message}</p>}
    </div>
  );
}
