"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useCallback, useMemo, useState } from "react";
import { prepareCurve } from "@/lib/chart/prepare-curve";
import { axisRange, stepAxis } from "@/lib/chart/step-axis";
import { checkpointsQuery } from "../../_queries/checkpoints";
import { bestQuery, curveQuery, runKey, runQuery, verdictQuery } from "../../_queries/run";
import type { Range } from "../../_charts/plot-model";
import { LiveMark } from "../../_ui/live-mark";
import { useEventStream } from "../../_ui/use-event-stream";
import { AttributesPanel } from "./attributes-panel";
import { CheckpointsTable } from "./checkpoints-table";
import { CurvePanel } from "./curve-panel";
import { DecisionCard } from "./decision-card";
import { FirstLook } from "./first-look";
import { focusOf } from "./foci";
import { RunHeader } from "./run-header";
import { SelectionBar } from "./selection-bar";
import { SidePanels } from "./side-panels";
import { type RunSelection, parseSelection, searchOf } from "./selection";

/** One run: decision, curves, panels and checkpoints, kept fresh by the stream of changes. */
export function RunDashboard({ id }: { id: string }) {
  const router = useRouter();
  const client = useQueryClient();
  const search = useSearchParams();
  const [activeStep, setActiveStep] = useState<number | null>(null);
  const [zoom, setZoom] = useState<Range | null>(null);

  const { data: run, error: runError } = useQuery(runQuery(id));
  const { metric, ...selection } = useMemo(
    () => (run ? parseSelection(Object.fromEntries(search), run) : { metric: "both" as const }),
    [run, search],
  ) as RunSelection;
  const { data: curve, error: curveError } = useQuery(curveQuery(id, selection));
  const { data: best = null } = useQuery(bestQuery(id, selection));
  const { data: verdict } = useQuery(verdictQuery(id, selection));
  const { data: checkpoints } = useQuery(checkpointsQuery(id));
  const live = useEventStream(`/api/v1/runs/${id}/events`, () => void client.invalidateQueries({ queryKey: runKey(id) }));

  const models = useMemo(() => curve && {
    winProbability: prepareCurve(curve, "winProbability", { best }),
    winRate: prepareCurve(curve, "winRate", { best }),
    meanScore: prepareCurve(curve, "meanScore", { best }),
  }, [curve, best]);
  const range = useMemo(() => zoom ?? axisRange(stepAxis, curve ? [...curve.points, ...curve.waiting].map(({ step }) => step) : []), [curve, zoom]);

  const choose = useCallback((change: Partial<RunSelection>) => {
    const next = { ...selection, metric, ...change };
    window.history.replaceState(null, "", `/runs/${id}${searchOf(next)}`);
  }, [id, metric, selection]);
  const addressOf = useCallback((step: number, sort?: "change") => {
    const place = new URLSearchParams(searchOf({ ...selection, metric: "both" }));
    const branch = curve?.points.find((p) => p.step === step)?.branch;
    if (branch && branch !== "main") place.set("branch", branch);
    else place.delete("branch");
    if (sort) place.set("sort", sort);
    const text = place.toString();
    return `/runs/${id}/checkpoints/${step}${text ? `?${text}` : ""}`;
  }, [curve, id, selection]);
  const open = useCallback((step: number) => router.push(addressOf(step)), [addressOf, router]);

  if (!run || !curve || !models) return <p className="page text-muted" role="status">{(runError ?? curveError)?.message ?? "Reading the run…"}</p>;
  const shared = { range, activeStep, onActive: setActiveStep, onOpen: open, onZoom: setZoom };
  const error = runError ?? curveError;
  const focus = focusOf(metric, curve);
  return (
    <div className="page space-y-4">
      <RunHeader run={run} curve={curve} live={<LiveMark state={live} />} />
      {error && <p role="alert" className="text-13 text-regressed">This page could not be refreshed: {error.message}</p>}
      {curve.points.length === 0 && curve.waiting.length === 0 ? <FirstLook run={run} /> : (
        <>
          <DecisionCard run={run} curve={curve} best={best} verdict={verdict} onShow={setActiveStep} turnedAt={(step) => addressOf(step, "change")} />
          <SelectionBar run={run} curve={curve} selection={{ ...selection, metric: focus }} onChange={choose} />
          <CurvePanel id={id} run={run} curve={curve} models={models} focus={focus} verdict={verdict} zoomed={zoom !== null} {...shared} />
          <SidePanels curve={curve} models={models} {...shared} />
          <AttributesPanel curve={curve} {...shared} />
          <CheckpointsTable curve={curve} best={best} checkpoints={checkpoints ?? []} activeStep={activeStep} onActive={setActiveStep} onOpen={open} runId={id} />
        </>
      )}
    </div>
  );
}
