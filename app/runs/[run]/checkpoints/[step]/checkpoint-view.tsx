"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { checkpointQuery } from "../../../../_queries/checkpoints";
import { bestQuery, curveQuery, runKey, runQuery } from "../../../../_queries/run";
import { LiveMark } from "../../../../_ui/live-mark";
import { useEventStream } from "../../../../_ui/use-event-stream";
import { useShortcuts } from "../../../../_ui/use-shortcuts";
import { parseSelection, searchOf } from "../../selection";
import { CheckpointHeader } from "./checkpoint-header";
import { CheckpointSummary } from "./checkpoint-summary";
import { PairsBrowser } from "./pairs-browser";
import { parsePairs } from "./pairs-selection";

/** One checkpoint: its state and counts, and every pair behind them. */
export function CheckpointView({ id, step, branch, tags, mayWrite }: { id: string; step: number; branch: string; tags: readonly { tag: string; nPrompts: number }[]; mayWrite: boolean }) {
  const router = useRouter();
  const client = useQueryClient();
  const search = useSearchParams();
  const { data: run } = useQuery(runQuery(id));
  const { data: checkpoint } = useQuery(checkpointQuery(id, step, branch));
  const values = useMemo(() => Object.fromEntries(search), [search]);
  const { metric: _metric, ...selection } = useMemo(() => (run ? parseSelection(values, run) : { metric: "both" as const }), [run, values]);
  const { data: curve } = useQuery(curveQuery(id, selection));
  const live = useEventStream(`/api/v1/runs/${id}/events`, () => {
    void client.invalidateQueries({ queryKey: [...runKey(id), "checkpoint"] });
    void client.invalidateQueries({ queryKey: [...runKey(id), "curve"] });
    // Texts are fetched again only while their scores may still change.
    if (client.getQueryData(checkpointQuery(id, step, branch).queryKey)?.status !== "scored") void client.invalidateQueries({ queryKey: [...runKey(id), "pairs", step] });
  });

  const { data: best } = useQuery(bestQuery(id, selection));
  const steps = useMemo(() => (curve ? [...new Set([...curve.points.map((p) => p.step), ...curve.waiting.map((w) => w.step)])].sort((a, b) => a - b) : []), [curve]);
  const neighbours = useMemo(() => ({ previous: steps.findLast((s) => s < step) ?? null, next: steps.find((s) => s > step) ?? null }), [steps, step]);
  const runHref = `/runs/${id}${searchOf({ ...selection, metric: "both" })}`;
  const stepHref = useCallback((to: number, change: Record<string, string> = {}) => {
    // Filters and the prompt stay, so that the same question is asked of the next step.
    const kept = new URLSearchParams({ ...Object.fromEntries(search), ...change });
    return `/runs/${id}/checkpoints/${to}${kept.size ? `?${kept.toString()}` : ""}`;
  }, [id, search]);

  const go = useCallback((to: number, change: Record<string, string>) => router.replace(stepHref(to, change), { scroll: false }), [router, stepHref]);

  useShortcuts(({ key }) => {
    const to = key === "[" ? neighbours.previous : key === "]" ? neighbours.next : null;
    if (to !== null) router.push(stepHref(to));
  });

  if (!run || !checkpoint) return <p className="page text-muted" role="status">Reading the checkpoint…</p>;
  const point = curve?.points.find((p) => p.checkpointId === checkpoint.id);
  return (
    <div className="page space-y-4">
      <CheckpointHeader run={run} checkpoint={checkpoint} runHref={runHref} {...neighbours} stepHref={(to) => stepHref(to)} live={<LiveMark state={live} />} mayWrite={mayWrite} />
      <CheckpointSummary checkpoint={checkpoint} point={point} curve={curve} />
      <PairsBrowser
        id={id} step={step} selection={selection} filter={parsePairs(values)} tags={tags} curve={curve} bestStep={best?.chosen?.step ?? null} previousStep={neighbours.previous} steps={steps}
        onStep={go}
      />
    </div>
  );
}
