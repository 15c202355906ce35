"use client";

import Link from "next/link";
import type { Alert } from "@/lib/contracts/alerts";
import { formatStep } from "@/lib/chart/format";
import { RelativeTime } from "../_ui/relative-time";
import { VisibleLine } from "../_ui/visible-line";
import { AlertActions } from "./alert-actions";
import { DeliveryList } from "./delivery-list";
import { alertKindWords, alertStateLook } from "./alert-words";

/** One alert: what happened, how sure, what to do, where it went. */
export function AlertCard({ alert, mayWrite }: { alert: Alert; mayWrite: boolean }) {
  const { run, step, branch, evidence } = alert;
  const look = alertStateLook[alert.state];
  const search = new URLSearchParams({
    ...(branch !== "main" && { branch }), ...(alert.rewardModel && { rewardModel: alert.rewardModel }), ...(alert.referenceSet && { referenceSet: alert.referenceSet }),
  }).toString();
  return (
    <article className={`panel border-l-4 px-5 py-4 ${look.border}`} aria-labelledby={`alert-${alert.id}`}>
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-13">
        <span className={`font-medium ${look.text}`}>{look.word}</span>
        <span className="text-muted">{alertKindWords[alert.kind]}</span>
        <Link className="font-semibold hover:text-tide" href={`/runs/${run.id}${search && `?${search}`}`}><span className="font-normal text-muted">{run.project} / </span>{run.name}</Link>
        {step !== null && <Link className="link" href={`/runs/${run.id}/checkpoints/${step}${search && `?${search}`}`}>step {formatStep(step)}</Link>}
        {branch !== "main" && <span className="chip"><VisibleLine text={branch} /></span>}
        <span className="ml-auto text-12 text-muted"><RelativeTime at={alert.createdAt} /></span>
      </div>
      <h2 id={`alert-${alert.id}`} className="mt-2 text-16"><VisibleLine text={evidence.sentence} wrap /></h2>
      {evidence.sure && <p className="mt-1 text-13"><VisibleLine text={evidence.sure} wrap /></p>}
      {evidence.remedy && <p className="mt-1 text-13 text-muted"><VisibleLine text={evidence.remedy} wrap /></p>}
      <div className="mt-3 flex flex-wrap items-start gap-x-6 gap-y-3">
        {mayWrite && <AlertActions alert={alert} />}
        <DeliveryList alert={alert} />
      </div>
      {alert.acknowledgedAt && <p className="mt-2 text-12 text-muted">acknowledged by {alert.acknowledgedBy ?? "a key that is gone"} <RelativeTime at={alert.acknowledgedAt} /></p>}
      {alert.snoozedUntil && <p className="mt-2 text-12 text-muted">snoozed, opens again <RelativeTime at={alert.snoozedUntil} /></p>}
    </article>
  );
}
