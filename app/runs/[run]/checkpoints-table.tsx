"use client";

import { useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import { formatCount } from "@/lib/chart/format";
import { leadMetric } from "@/lib/chart/lead-metric";
import { metrics } from "@/lib/chart/metrics";
import type { Checkpoint } from "@/lib/contracts/checkpoints";
import type { Curve } from "@/lib/contracts/curves";
import type { Best } from "@/lib/contracts/decisions";
import { changesQuery } from "../../_queries/changes";
import type { CurveSelection } from "../../_queries/run";
import { Term } from "../../_ui/term";
import type { TermName } from "../../_ui/terms";
import { CheckpointRow, type CheckpointRowModel, type Fate } from "./checkpoint-row";
import { useIdle } from "./use-idle";

function rowsOf(curve: Curve, checkpoints: readonly Checkpoint[]): CheckpointRowModel[] {
  const byId = new Map(checkpoints.map((c) => [c.id, c]));
  const drawn = new Map(curve.points.map((p) => [p.checkpointId, p]));
  const waiting = curve.waiting.filter((w) => !drawn.has(w.checkpointId));
  return [
    ...curve.points.map((point) => ({ id: point.checkpointId, step: point.step, branch: point.branch, point, checkpoint: byId.get(point.checkpointId), failure: null, failed: false })),
    ...waiting.map((w) => ({ id: w.checkpointId, step: w.step, branch: byId.get(w.checkpointId)?.branch ?? curve.branch, point: undefined, checkpoint: byId.get(w.checkpointId), failure: w.error, failed: w.status === "failed" })),
  ].sort((a, b) => b.step - a.step);
}

/** What has been decided about each step; the first that holds. */
function fatesOf(best: Best | null): Map<number, Fate> {
  if (!best) return new Map();
  const fates: [Fate, readonly number[]][] = [["can go", best.safeToDelete], ["same as best", best.bestSet], ["keep", best.keep], ["best", best.chosen ? [best.chosen.step] : []]];
  return new Map(fates.flatMap(([fate, steps]) => steps.map((step) => [step, fate] as const)));
}

/** Win probability and win rate; where the reward model gives no probability, its mean score stands beside the win rate. */
const columnsOf = (curve: Curve) => (leadMetric(curve) === "winProbability" ? ["winProbability", "winRate"] as const : ["winRate", "meanScore"] as const);
const termOf = { winProbability: "win probability", winRate: "win rate", meanScore: "score" } as const satisfies Record<string, TermName>;

const rowHeight = 34;

/** Every checkpoint, newest step first; only the rows in sight are in the page. */
export function CheckpointsTable({ curve, best, checkpoints, activeStep, onActive, onOpen, runId, selection }: {
  curve: Curve; best: Best | null; checkpoints: readonly Checkpoint[]; runId: string; selection: CurveSelection;
  activeStep: number | null; onActive: (step: number | null) => void; onOpen: (step: number) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => rowsOf(curve, checkpoints), [curve, checkpoints]);
  const fates = useMemo(() => fatesOf(best), [best]);
  const columns = useMemo(() => columnsOf(curve), [curve]);
  const { data: changes, error: changesError } = useQuery({ ...changesQuery({ run: runId, selection }, curve), enabled: useIdle() && curve.points.length > 0 });
  const changeOf = useMemo(() => new Map(changes?.points.map((change) => [change.checkpointId, change])), [changes]);
  const list = useVirtualizer({
    count: rows.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 12,
    getItemKey: (i) => rows[i]!.id, initialRect: { width: 1000, height: 560 },
  });
  const shown = list.getVirtualItems();
  const above = shown[0]?.start ?? 0, below = list.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <section className="panel" aria-label="Checkpoints">
      <h2 className="px-4 py-3 text-14">Checkpoints <span className="font-normal text-muted">{formatCount(rows.length)}</span></h2>
      <div ref={box} className="scroll-x max-h-[560px] overflow-y-auto border-t border-line" tabIndex={0} role="region" aria-label="Table of checkpoints, newest step first" onMouseLeave={() => onActive(null)}>
        <table className="grid-table" aria-rowcount={rows.length + 1}>
          <thead className="sticky top-0 z-10">
            <tr aria-rowindex={1}>
              <th scope="col" className="num">Step</th><th scope="col" className="num"><Term name="look">Look</Term></th><th scope="col">Status</th>
              {columns.map((metric) => <th key={metric} scope="col" className="num"><Term name={termOf[metric]}>{metrics[metric].label}</Term></th>)}
              <th scope="col" className="num"><Term name="change since previous">Change since previous, paired</Term></th>
              <th scope="col" className="num">n</th><th scope="col" className="num"><Term name="failed">Failed</Term></th><th scope="col" className="num"><Term name="missing">Missing</Term></th>
              <th scope="col" className="num"><Term name="truncated">Truncated</Term></th><th scope="col" className="num">Adjusted p</th><th scope="col">Decision</th><th scope="col">Path</th>
            </tr>
          </thead>
          <tbody>
            {above > 0 && <tr aria-hidden><td colSpan={12} style={{ height: above, padding: 0, border: 0 }} /></tr>}
            {shown.map(({ index, key }) => {
              const row = rows[index]!;
              return (
                <CheckpointRow
                  key={key} index={index + 2} row={row} columns={columns} change={changeOf.get(row.id)} changesProblem={changesError?.message} fate={row.point ? fates.get(row.step) : undefined}
                  active={activeStep === row.step} onActive={onActive} onOpen={onOpen} runId={runId}
                />
              );
            })}
            {below > 0 && <tr aria-hidden><td colSpan={12} style={{ height: below, padding: 0, border: 0 }} /></tr>}
          </tbody>
        </table>
      </div>
    </section>
  );
}
