"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ListedRun } from "@/lib/contracts/runs";
import { formatCheckpointAt } from "@/lib/chart/checkpoint-at";
import { formatCount } from "@/lib/chart/format";
import { namedRunsQuery } from "../_queries/runs";
import { refOf } from "./run-ref";

/** What can be done with the runs that were chosen: lay their curves over each other, or compare two. */
export function ChosenRuns({ chosen, shown, onClear }: { chosen: readonly string[]; shown: readonly ListedRun[]; onClear: () => void }) {
  // Runs chosen on another page of the list are read by name.
  const elsewhere = chosen.filter((ref) => !shown.some((run) => refOf(run) === ref));
  const { data } = useQuery(namedRunsQuery(elsewhere));
  const runs = chosen.flatMap((ref) => [...shown, ...(data?.items ?? [])].find((run) => refOf(run) === ref) ?? []);
  if (chosen.length === 0) return null;
  const [first, ...others] = runs;
  const [a, b] = runs.map(bestOrLast);
  return (
    <div role="region" aria-label="Chosen runs" className="panel sticky bottom-3 z-20 mt-4 flex flex-wrap items-center gap-2 border-tide! px-4 py-2.5 text-13">
      <span className="font-medium" role="status">{formatCount(chosen.length)} {chosen.length === 1 ? "run" : "runs"} chosen</span>
      <span className="min-w-0 flex-1 truncate text-muted max-md:hidden">{chosen.join(", ")}</span>
      <span className="ml-auto flex flex-wrap items-center gap-2">
        {first && others.length > 0 && <Link className="button button-primary" prefetch={false} href={`/runs/${first.id}?${others.map((run) => `overlay=run:${refOf(run)}`).join("&")}`}>Overlay curves</Link>}
        {runs.length === 2 && a && b && <Link className="button" prefetch={false} href={`/compare?a=${a}&b=${b}`}>Compare best checkpoints</Link>}
        {chosen.length === 1 && <span className="text-muted">Choose another to overlay or compare.</span>}
        <button type="button" className="button button-quiet" onClick={onClear}>Clear</button>
      </span>
    </div>
  );
}

/** `project/name@step` of the best checkpoint, or of the last one before there is a best; null without any. */
function bestOrLast(run: ListedRun): string | null {
  const step = run.summary.best?.step ?? run.summary.last?.step ?? run.lastStep;
  return step === null ? null : formatCheckpointAt({ run: refOf(run), branch: null, step });
}
