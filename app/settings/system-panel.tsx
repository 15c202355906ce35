"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { formatBytes } from "@/lib/chart/format-bytes";
import { formatCount } from "@/lib/chart/format";
import { systemQuery } from "../_queries/settings";
import { RelativeTime } from "../_ui/relative-time";

/** Queue, workers, stores, versions: what is asked first when something is slow. */
export function SystemPanel() {
  const { data, error } = useQuery(systemQuery());
  if (!data) return <section className="panel px-5 py-4 text-13 text-muted" role="status">{error?.message ?? "Reading the system…"}</section>;
  const { queue, workers, stores, database } = data;
  const alive = workers.filter(({ alive }) => alive);
  return (
    <section id="system" className="panel min-w-0 scroll-mt-16 pb-4" aria-labelledby="system-title">
      <h2 id="system-title" className="px-5 pt-4 text-16">System</h2>
      {error && <p role="alert" className="px-5 text-13 text-regressed">This could not be refreshed: {error.message}</p>}
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-5 gap-y-1.5 px-5 pt-3 text-13">
        <Fact name="Tidemark">{data.version} <span className="text-muted">on Node {data.node.replace(/^v/, "")}</span></Fact>
        <Fact name="Database">PostgreSQL {database.version} <span className="text-muted">{formatBytes(database.bytes)}, {formatCount(database.connections)} connections</span></Fact>
        <Fact name="Queue">{queue.kind === "redis" ? "Redis" : "PostgreSQL"} <span className="text-muted">for deliveries; PostgreSQL holds the truth</span></Fact>
        <Fact name="Stored">{formatCount(stores.runs)} runs, {formatCount(stores.checkpoints)} checkpoints <span className="text-muted">about {formatCount(Math.round(stores.cachedScores))} cached scores</span></Fact>
        <Fact name="Data folder"><code className="font-mono text-12 [overflow-wrap:anywhere]">{stores.dataDir}</code></Fact>
        <Fact name="Model folders">{stores.modelDirs.map((dir) => <code key={dir} className="block font-mono text-12 [overflow-wrap:anywhere]">{dir}</code>)}</Fact>
        <Fact name="Largest body">{formatBytes(data.limits.maxBodyBytes)}</Fact>
        <Fact name="Mail">{data.mail ? "set up" : <span className="text-unknown">not set up</span>}</Fact>
        <Fact name="Private addresses">{data.privateChannels ? "allowed for alert channels" : "refused for alert channels"}</Fact>
        <Fact name="Metrics"><a className="link" href="/metrics">/metrics</a> <span className="text-muted">Prometheus</span></Fact>
        <Fact name="HTTP interface"><a className="link" href="/api/v1/openapi.json">openapi.json</a></Fact>
      </dl>
      <h3 className="px-5 pt-4 text-14">Workers <span className={alive.length === 0 ? "text-regressed" : "text-muted"}>{alive.length === 0 ? "none reports: nothing is scored. Start one with “npx tidemark worker”." : `${alive.length} alive`}</span></h3>
      {workers.length > 0 && (
        <div className="scroll-x mt-1" tabIndex={0} role="region" aria-label="Table of workers">
          <table className="grid-table">
            <thead><tr><th scope="col">Host</th><th scope="col">State</th><th scope="col" className="num">Scoring threads</th><th scope="col" className="num">Event loop p99</th><th scope="col" className="num">Seen</th></tr></thead>
            <tbody>{workers.map((w) => <tr key={w.id}><th scope="row">{w.host}</th><td className={w.alive ? "text-healthy" : "text-regressed"}>{w.alive ? "alive" : "silent"}</td><td className="num">{w.threads}</td><td className="num">{w.eventLoopP99Ms.toFixed(0)} ms</td><td className="num text-muted"><RelativeTime at={w.seenAt} /></td></tr>)}</tbody>
          </table>
        </div>
      )}
      <h3 className="px-5 pt-4 text-14">Work not done</h3>
      {queue.tasks.length === 0 ? <p className="px-5 text-13 text-muted">Nothing waits.</p> : (
        <div className="scroll-x mt-1" tabIndex={0} role="region" aria-label="Table of work that is not done">
          <table className="grid-table">
            <thead><tr><th scope="col">Stage</th><th scope="col">Status</th><th scope="col" className="num">Tasks</th><th scope="col" className="num">Oldest</th></tr></thead>
            <tbody>{queue.tasks.map((t) => <tr key={`${t.stage} ${t.status}`}><th scope="row">{t.stage}</th><td className={t.status === "failed" ? "text-regressed" : ""}>{t.status}</td><td className="num">{formatCount(t.n)}</td><td className="num text-muted">{t.oldestSeconds === null ? "–" : `${formatCount(Math.round(t.oldestSeconds))} s`}</td></tr>)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (<><dt className="text-muted">{name}</dt><dd className="min-w-0">{children}</dd></>);
