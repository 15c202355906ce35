"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { formatLevel } from "@/lib/chart/format";
import type { Curve } from "@/lib/contracts/curves";
import { acknowledge } from "../../_queries/actions";
import { openAlertsQuery } from "../../_queries/panels";
import { Term } from "../../_ui/term";

/** Acknowledging begins a new episode, which cannot be taken back: it is asked for twice, with what it means. */
export function AcknowledgeButton({ run, curve, errorLevel }: { run: string; curve: Curve; errorLevel: number }) {
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const { data: alerts, error } = useQuery(openAlertsQuery(run));
  const change = useMutation(acknowledge(client, run));
  const open = alerts?.items.filter(({ kind, rewardModel, referenceSet }) =>
    kind === "over-optimisation" || (kind === "regression" && rewardModel === (curve.rewardModel?.id ?? null) && referenceSet === (curve.referenceSet?.id ?? null))) ?? [];
  if (error) return <p role="alert" className="text-13 text-regressed">Alerts could not be read: {error.message}</p>;
  if (!asked) return <button type="button" className="button" disabled={alerts === undefined} onClick={() => setAsked(true)}>Acknowledge</button>;
  return (
    <div
      role="group" aria-label="Acknowledge the alarm" className="w-full max-w-[460px] basis-full rounded-md border border-line bg-raised px-3 py-2.5 text-13"
      onKeyDown={(event) => event.key === "Escape" && setAsked(false)}
    >
      <p>
        A new <Term name="episode" /> of detection begins: it tests checkpoints that come from now on, with a fresh error budget of {formatLevel(errorLevel)}. What was found stays in the alerts.
        {open.length === 0 && " No alert of this curve is open, so only the episode is begun."}
      </p>
      {change.error && <p role="alert" className="mt-1 text-regressed">It was not acknowledged: {change.error.message}</p>}
      <div className="mt-2 flex gap-2">
        {/* The reader's keyboard is where the question was asked. */}
        <button type="button" autoFocus className="button button-primary" disabled={change.isPending} onClick={() => change.mutate(open, { onSuccess: () => setAsked(false) })}>
          {change.isPending ? "Acknowledging…" : "Begin a new episode"}
        </button>
        <button type="button" className="button" onClick={() => setAsked(false)}>Not now</button>
      </div>
    </div>
  );
}
