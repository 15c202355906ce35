import Link from "next/link";
import { type ReactNode, memo } from "react";
import { formatCount, formatP, formatStep } from "@/lib/chart/format";
import { type MetricName, metrics } from "@/lib/chart/metrics";
import type { Checkpoint } from "@/lib/contracts/checkpoints";
import type { Changes } from "@/lib/contracts/comparisons";
import type { CurvePoint } from "@/lib/contracts/curves";
import { CopyButton } from "../../_ui/copy-button";
import { EstimateValue } from "../../_ui/estimate-value";
import { StatusMark } from "../../_ui/status-mark";
import { VisibleLine } from "../../_ui/visible-line";
import { ChangeValue } from "./change-value";

/** What has been decided about a checkpoint. */
export type Fate = "best" | "keep" | "same as best" | "can go";
export type CheckpointRowModel = { id: string; step: number; branch: string; point: CurvePoint | undefined; checkpoint: Checkpoint | undefined; failure: string | null; failed: boolean };

type Props = {
  row: CheckpointRowModel; index: number; columns: readonly MetricName[]; fate: Fate | undefined; runId: string;
  /** Undefined until it is read, or where it could not be: then the problem says why. */
  change: Changes["points"][number] | undefined; changesProblem: string | undefined;
  active: boolean; onActive: (step: number) => void; onOpen: (step: number) => void;
};

/** One checkpoint in numbers. The crosshair moves over every chart, so a row is drawn again only when something of it changes. */
export const CheckpointRow = memo(function CheckpointRow({ row, index, columns, change, changesProblem, fate, runId, active, onActive, onOpen }: Props) {
  const { point, checkpoint, step, branch } = row;
  const none = <span className="text-unknown">–</span>;
  const count = (read: (p: CurvePoint) => number): ReactNode => {
    if (!point) return none;
    const n = read(point);
    return <span className={n === 0 ? "text-muted" : "font-medium"}>{formatCount(n)}</span>;
  };
  return (
    <tr aria-rowindex={index} data-active={active} onMouseEnter={() => onActive(step)} onDoubleClick={() => onOpen(step)}>
      <td className="num">
        <Link href={`/runs/${runId}/checkpoints/${step}${branch === "main" ? "" : `?branch=${branch}`}`} className="inline-flex items-center gap-1.5 font-semibold hover:text-tide" onFocus={() => onActive(step)}>
          {fate === "best" && <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden><circle cx="6" cy="6" r="4.4" fill="none" stroke="var(--best)" strokeWidth="2" /></svg>}
          {formatStep(step)}
        </Link>
        {branch !== "main" && <span className="ml-1.5 text-12 text-muted">{branch}</span>}
      </td>
      <td className="num">{point?.look ? formatCount(point.look) : none}</td>
      <td className="max-w-[280px]"><RowStatus row={row} /></td>
      {columns.map((metric) => <td key={metric} className="num">{point ? <EstimateValue estimate={point[metric]} unit={metrics[metric].unit} /> : none}</td>)}
      <td className="num">{change ? <ChangeValue change={change} /> : point ? <span className="text-unknown" title={changesProblem}>{changesProblem === undefined ? "being read" : "could not be read"}</span> : none}</td>
      <td className="num">{count((p) => p.nPrompts)}</td>
      <td className="num">{count((p) => p.nFailed)}</td>
      <td className="num">{count((p) => p.nMissing)}</td>
      <td className="num">{count((p) => p.nTruncated)}</td>
      <td className="num">{point?.adjustedP == null ? none : formatP(point.adjustedP).replace(/^p (= )?/, "")}</td>
      <td className={fate === "best" ? "font-medium text-best" : "text-muted"}>{fate ?? ""}</td>
      <td>
        {checkpoint?.path ? (
          <span className="flex items-center gap-1"><VisibleLine text={checkpoint.path} end={40} className="font-mono text-12!" /><CopyButton text={checkpoint.path} what={`the path of step ${step}`} /></span>
        ) : none}
      </td>
    </tr>
  );
});

function RowStatus({ row: { point, checkpoint, failure, failed } }: { row: CheckpointRowModel }) {
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
