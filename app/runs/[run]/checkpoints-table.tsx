"use client";

import Link from "next/link";
import { type ReactNode, useMemo, useState } from "react";
import { formatCount, formatStep } from "@/lib/chart/format";
import { leadMetric } from "@/lib/chart/lead-metric";
import { type MetricName, metrics } from "@/lib/chart/metrics";
import type { Checkpoint } from "@/lib/contracts/checkpoints";
import type { Curve, CurvePoint } from "@/lib/contracts/curves";
import type { Best } from "@/lib/contracts/decisions";
import { CopyButton } from "../../_ui/copy-button";
import { EstimateValue } from "../../_ui/estimate-value";
import { StatusMark } from "../../_ui/status-mark";
import { Term } from "../../_ui/term";
import type { TermName } from "../../_ui/terms";
import { VisibleLine } from "../../_ui/visible-line";

/** More rows than this come on request. */
const shownAtFirst = 60;

type Row = { id: string; step: number; branch: string; point: CurvePoint | undefined; checkpoint: Checkpoint | undefined; failure: string | null; failed: boolean };

function rowsOf(curve: Curve, checkpoints: readonly Checkpoint[]): Row[] {
  const byId = new Map(checkpoints.map((c) => [c.id, c]));
  const drawn = new Map(curve.points.map((p) => [p.checkpointId, p]));
  const waiting = curve.waiting.filter((w) => !drawn.has(w.checkpointId));
  return [
    ...curve.points.map((point) => ({ id: point.checkpointId, step: point.step, branch: point.branch, point, checkpoint: byId.get(point.checkpointId), failure: null, failed: false })),
    ...waiting.map((w) => ({ id: w.checkpointId, step: w.step, branch: byId.get(w.checkpointId)?.branch ?? curve.branch, point: undefined, checkpoint: byId.get(w.checkpointId), failure: w.error, failed: w.status === "failed" })),
  ].sort((a, b) => a.step - b.step);
}

type Column = { metric: MetricName; term: TermName };

/** Win probability and win rate; where the reward model gives no probability, its mean score stands beside the win rate. */
function columnsOf(curve: Curve): Column[] {
  const rate: Column = { metric: "winRate", term: "win rate" };
  return leadMetric(curve) === "winProbability" ? [{ metric: "winProbability", term: "win probability" }, rate] : [rate, { metric: "meanScore", term: "score" }];
}

export function CheckpointsTable({ curve, best, checkpoints, activeStep, onActive, onOpen, runId }: {
  curve: Curve; best: Best | null; checkpoints: readonly Checkpoint[]; runId: string;
  activeStep: number | null; onActive: (step: number | null) => void; onOpen: (step: number) => void;
}) {
  const [all, setAll] = useState(false);
  const rows = useMemo(() => rowsOf(curve, checkpoints), [curve, checkpoints]);
  const columns = useMemo(() => columnsOf(curve), [curve]);
  const shown = all ? rows : rows.slice(-shownAtFirst);
  return (
    <section className="panel" aria-label="Checkpoints">
      <div className="flex items-baseline justify-between px-4 py-3">
        <h2 className="text-14">Checkpoints <span className="font-normal text-muted">{formatCount(rows.length)}</span></h2>
        {shown.length < rows.length && <button type="button" className="link text-12" onClick={() => setAll(true)}>Showing the last {formatCount(shown.length)}; show all</button>}
      </div>
      <div className="scroll-x border-t border-line" tabIndex={0} role="region" aria-label="Table of checkpoints" onMouseLeave={() => onActive(null)}>
        <table className="grid-table">
          <thead>
            <tr>
              <th scope="col" className="num">Step</th><th scope="col" className="num"><Term name="look">Look</Term></th><th scope="col">Status</th>
              {columns.map(({ metric, term }) => <th key={metric} scope="col" className="num"><Term name={term}>{metrics[metric].label}</Term></th>)}
              <th scope="col" className="num">n</th><th scope="col" className="num"><Term name="failed">Failed</Term></th><th scope="col" className="num"><Term name="missing">Missing</Term></th>
              <th scope="col" className="num"><Term name="truncated">Truncated</Term></th><th scope="col">Path</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <CheckpointRow key={row.id} row={row} columns={columns} best={best?.chosen?.checkpointId === row.id} active={activeStep === row.step} onActive={onActive} onOpen={onOpen} href={hrefOf(runId, row)} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const hrefOf = (runId: string, { step, branch }: Row) => `/runs/${runId}/checkpoints/${step}${branch === "main" ? "" : `?branch=${branch}`}`;

function CheckpointRow({ row, columns, best, active, onActive, onOpen, href }: { row: Row; columns: Column[]; best: boolean; active: boolean; onActive: (step: number) => void; onOpen: (step: number) => void; href: string }) {
  const { point, checkpoint } = row;
  const none = <span className="text-unknown">–</span>;
  const count = (read: (p: CurvePoint) => number): ReactNode => {
    if (!point) return none;
    const n = read(point);
    return <span className={n === 0 ? "text-muted" : "font-medium"}>{formatCount(n)}</span>;
  };
  return (
    <tr data-active={active} onMouseEnter={() => onActive(row.step)} onDoubleClick={() => onOpen(row.step)}>
      <td className="num">
        <Link href={href} className="inline-flex items-center gap-1.5 font-semibold hover:text-tide" onFocus={() => onActive(row.step)}>
          {best && <svg width="12" height="12" viewBox="0 0 12 12" role="img" aria-label="best so far"><circle cx="6" cy="6" r="4.4" fill="none" stroke="var(--best)" strokeWidth="2" /></svg>}
          {formatStep(row.step)}
        </Link>
        {row.branch !== "main" && <span className="ml-1.5 text-12 text-muted">{row.branch}</span>}
      </td>
      <td className="num">{point?.look ? formatCount(point.look) : none}</td>
      <td className="max-w-[280px]"><RowStatus row={row} /></td>
      {columns.map(({ metric }) => <td key={metric} className="num">{point ? <EstimateValue estimate={point[metric]} unit={metrics[metric].unit} /> : none}</td>)}
      <td className="num">{count((p) => p.nPrompts)}</td>
      <td className="num">{count((p) => p.nFailed)}</td>
      <td className="num">{count((p) => p.nMissing)}</td>
      <td className="num">{count((p) => p.nTruncated)}</td>
      <td>
        {checkpoint?.path ? (
          <span className="flex items-center gap-1"><VisibleLine text={checkpoint.path} end={40} className="font-mono text-12!" /><CopyButton text={checkpoint.path} what={`the path of step ${row.step}`} /></span>
        ) : none}
      </td>
    </tr>
  );
}

function RowStatus({ row: { point, checkpoint, failure, failed } }: { row: Row }) {
  if (failed || checkpoint?.status === "failed") {
    const why = failure ?? checkpoint?.error?.message;
    return <span title={why ?? undefined} className="block truncate"><StatusMark status="failed">{why ? `failed: ${why}` : "failed"}</StatusMark></span>;
  }
  if (point?.provisional || checkpoint?.status === "scoring") {
    const progress = checkpoint?.progress;
    return <StatusMark status="scoring">scoring{progress && progress.total > 0 && ` ${formatCount(progress.done)} of ${formatCount(progress.total)}`}</StatusMark>;
  }
  if (!point) return <StatusMark status="received" />;
  return point.incomplete ? <span className="inline-flex items-center gap-2"><StatusMark status="scored" /><span className="chip text-unknown!">incomplete</span></span> : <StatusMark status="scored" />;
}
