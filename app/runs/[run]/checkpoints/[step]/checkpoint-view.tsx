"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useMemo } from "react";
import { checkpointQuery } from "../../../../_queries/checkpoints";
import { curveQuery, runKey, runQuery } from "../../../../_queries/run";
import { LiveMark } from "../../../../_ui/live-mark";
import { useEventStream } from "../../../../_ui/use-event-stream";
import { parseSelection, searchOf } from "../../selection";
import { CheckpointHeader } from "./checkpoint-header";
import { CheckpointSummary } from "./checkpoint-summary";
import { PairsList } from "./pairs-list";
import { parsePairs } from "./pairs-selection";

type Neighbours = { previous: number | null; next: number | null };

/** One checkpoint: its state and counts, and every pair behind them. */
export function CheckpointView({ id, step, branch, tags }: { id: string; step: number; branch: string; tags: readonly { tag: string; nPrompts: number }[] }) {
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

  const neighbours = useMemo((): Neighbours => {
    const steps = curve ? [...new Set([...curve.points.map((p) => p.step), ...curve.waiting.map((w) => w.step)])].sort((a, b) => a - b) : [];
    return { previous: steps.findLast((s) => s < step) ?? null, next: steps.find((s) => s > step) ?? null };
  }, [curve, step]);
  const runHref = `/runs/${id}${searchOf({ ...selection, metric: "both" })}`;
  const stepHref = useMemo(() => (to: number) => {
    // Filters stay, so that the same question is asked of the next step.
    const kept = new URLSearchParams(search);
    return `/runs/${id}/checkpoints/${to}${kept.size ? `?${kept.toString()}` : ""}`;
  }, [id, search]);

  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && (event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName));
      if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
      const to = event.key === "[" ? neighbours.previous : event.key === "]" ? neighbours.next : null;
      if (to !== null) router.push(stepHref(to));
    };
    window.addEventListener("keydown", keys);
    return () => window.removeEventListener("keydown", keys);
  }, [neighbours, router, stepHref]);

  if (!run || !checkpoint) return <p className="page text-muted" role="status">Reading the checkpoint…</p>;
  const point = curve?.points.find((p) => p.checkpointId === checkpoint.id);
  return (
    <div className="page space-y-4">
      <CheckpointHeader run={run} checkpoint={checkpoint} runHref={runHref} {...neighbours} stepHref={stepHref} live={<LiveMark state={live} />} />
      <CheckpointSummary checkpoint={checkpoint} point={point} curve={curve} />
      <PairsList id={id} step={step} selection={selection} filter={parsePairs(values)} tags={tags} curve={curve} />
    </div>
  );
}
