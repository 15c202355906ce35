"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { formatCount, formatStep } from "@/lib/chart/format";
import type { Curve } from "@/lib/contracts/curves";
import { checkpointsQuery } from "../../_queries/checkpoints";
import { CopyButton } from "../../_ui/copy-button";
import { Term } from "../../_ui/term";
import { VisibleLine } from "../../_ui/visible-line";

/** How many checkpoints can go without losing a candidate; the list opens, and can be copied as paths. */
export function DeletableList({ run, curve, steps, keep }: { run: string; curve: Curve; steps: readonly number[]; keep: readonly number[] }) {
  const { data: checkpoints } = useQuery(checkpointsQuery(run));
  const pathOf = useMemo(() => {
    const paths = new Map(checkpoints?.map(({ id, path }) => [id, path]));
    return new Map(curve.points.map(({ step, checkpointId }) => [step, paths.get(checkpointId) ?? null]));
  }, [checkpoints, curve]);
  if (steps.length === 0) return <p className="mt-1.5 text-13"><Term name="safe to delete">Safe to delete</Term>: <span className="text-muted">none yet</span></p>;
  const paths = steps.flatMap((step) => pathOf.get(step) ?? []);
  return (
    <details className="mt-1.5 text-13">
      <summary className="marker:text-muted">Safe to delete: <span className="link font-medium">{formatCount(steps.length)} {steps.length === 1 ? "checkpoint" : "checkpoints"}</span></summary>
      <div className="mt-1.5 rounded-md border border-line bg-ground">
        <ul className="relative max-h-40 overflow-y-auto px-3 py-2" tabIndex={0} aria-label="Checkpoints that are safe to delete">
          {steps.map((step) => {
            const path = pathOf.get(step);
            return (
              <li key={step} className="flex min-w-0 gap-3">
                <span className="w-14 shrink-0 text-right tabular-nums">{formatStep(step)}</span>
                {path ? <VisibleLine text={path} end={30} className="truncate font-mono text-12!" /> : <span className="text-muted">no path</span>}
              </li>
            );
          })}
        </ul>
        <p className="flex flex-wrap items-center gap-x-3 border-t border-line px-3 py-1.5 text-12 text-muted">
          {paths.length > 0 && <CopyButton text={paths.join("\n")} what="all paths, a line each" words={`Copy ${formatCount(paths.length)} ${paths.length === 1 ? "path" : "paths"}`} />}
          <span>Kept: {keep.map(formatStep).join(", ")}. Tidemark deletes nothing.</span>
        </p>
      </div>
    </details>
  );
}
