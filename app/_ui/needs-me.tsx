"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { Alert, AlertKind } from "@/lib/contracts/alerts";
import { formatCount } from "@/lib/chart/format";
import { alertsQuery } from "../_queries/alerts";
import { RelativeTime } from "./relative-time";
import { StatusMark } from "./status-mark";
import { VerdictMark } from "./verdict-mark";
import { VisibleLine } from "./visible-line";

const most = 4;

/** What is open and newest, before anything else: a sentence each, and the way there. */
export function NeedsMe() {
  const { data } = useInfiniteQuery(alertsQuery({ state: "open" }));
  const alerts = data?.pages.flatMap(({ items }) => items);
  if (!alerts) return null;
  if (alerts.length === 0) return <p className="mb-4 text-13 text-muted">Nothing needs you: no alert is open.</p>;
  const count = `${formatCount(alerts.length)}${data?.pages.at(-1)?.nextCursor ? "+" : ""}`;
  return (
    <section aria-labelledby="needs-me" className="mb-5">
      <div className="mb-2 flex items-baseline justify-between gap-3">
        <h2 id="needs-me" className="text-14">Needs you</h2>
        <Link href="/alerts?state=open" prefetch={false} className="link text-13">{alerts.length > most ? `All ${count} open alerts` : "Alerts"}</Link>
      </div>
      <ul className="panel divide-y divide-line border-l-[3px]! border-l-regressed!">{alerts.slice(0, most).map((alert) => <Item key={alert.id} alert={alert} />)}</ul>
    </section>
  );
}

function Item({ alert: { run, branch, kind, evidence, createdAt } }: { alert: Alert }) {
  const on = branch === "main" ? "" : `?branch=${encodeURIComponent(branch)}`;
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-1 px-4 py-2.5 text-13 sm:flex-nowrap">
      <span className="shrink-0 sm:w-[132px]"><KindMark kind={kind} /></span>
      <Link href={`/runs/${run.id}${on}`} prefetch={false} className="shrink-0 font-semibold hover:text-tide sm:max-w-[220px] sm:truncate">
        <span className="font-normal text-muted">{run.project} / </span>{run.name}
      </Link>
      <span className="min-w-0 flex-1 max-sm:w-full max-sm:flex-none"><VisibleLine text={evidence.sentence} wrap className="font-sans!" /></span>
      <span className="shrink-0 text-12 text-muted"><RelativeTime at={createdAt} /></span>
    </li>
  );
}

function KindMark({ kind }: { kind: AlertKind }) {
  if (kind === "regression") return <VerdictMark verdict="regressed" />;
  return <StatusMark status="failed">{kind === "over-optimisation" ? "Over-optimised" : "Scoring failed"}</StatusMark>;
}
