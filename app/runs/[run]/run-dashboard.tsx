"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useCallback, useMemo, useState } from "react";
import type { CurveModel } from "@/lib/chart/curve-model";
import { prepareCurve } from "@/lib/chart/prepare-curve";
import { axisOf, axisRange } from "@/lib/chart/step-axis";
import { annotationsQuery } from "../../_queries/annotations";
import { checkpointsQuery } from "../../_queries/checkpoints";
import { bestQuery, curveQuery, runKey, runQuery, verdictQuery } from "../../_queries/run";
import type { Range } from "../../_charts/plot-model";
import { LiveMark } from "../../_ui/live-mark";
import { useEventStream } from "../../_ui/use-event-stream";
import { CheckpointsTable } from "./checkpoints-table";
import { ComparabilityBreak } from "./comparability-break";
import { compareHref } from "./compare-href";
import { CurvePanel } from "./curve-panel";
import { DecisionCard } from "./decision-card";
import { FirstLook } from "./first-look";
import { focusOf } from "./foci";
import { RunHeader } from "./run-header";
import { RunNotes } from "./run-notes";
import { RunPanels } from "./run-panels";
import { SelectionBar } from "./selection-bar";
import { searchOf } from "./selection";
import { useOverlays } from "./use-overlays";
import { useRunAddress } from "./use-run-address";

/** One run: decision, curves, panels, notes and checkpoints, kept fresh by the stream of changes. */
export function RunDashboard({ id, mayWrite }: { id: string; mayWrite: boolean }) {
  const router = useRouter();
  const client = useQueryClient();
  const [activeStep, setActiveStep] = useState<number | null>(null);

  const { data: run, error: runError } = useQuery(runQuery(id));
  const { metric, selection, view, choose, look } = useRunAddress(id, run);
  const { data: curve, error: curveError } = useQuery(curveQuery(id, selection));
  const { data: best = null } = useQuery(bestQuery(id, selection));
  const { data: verdict } = useQuery(verdictQuery(id, selection));
  const { data: checkpoints } = useQuery(checkpointsQuery(id));
  const { data: annotations } = useQuery(annotationsQuery(id));
  const live = useEventStream(`/api/v1/runs/${id}/events`, () => void client.invalidateQueries({ queryKey: runKey(id) }), run?.revision);

  const models = useMemo(() => curve && {
    winProbability: prepareCurve(curve, "winProbability", { best }),
    winRate: prepareCurve(curve, "winRate", { best }),
    meanScore: prepareCurve(curve, "meanScore", { best }),
  }, [curve, best]);
  const focus = curve ? focusOf(metric, curve, view.overlays.length > 0) : metric;
  const shown = useMemo((): [CurveModel, ...CurveModel[]] | undefined => models && (focus === "both" ? [models.winProbability, models.winRate] : [models[focus]]), [models, focus]);
  const overlays = useOverlays({ run, selection, refs: view.overlays, lead: curve, metric: focus === "both" ? "winProbability" : focus, axis: view.axis });
  const axis = useMemo(() => axisOf(view.axis, curve ?? { points: [] }), [view.axis, curve]);
  const range = useMemo(() => view.zoom ?? axisRange([
    ...[...(curve?.points ?? []), ...(curve?.waiting ?? [])].flatMap(({ step }) => axis.place(step) ?? []),
    ...overlays.flatMap((over) => over.model?.segments.flat().flatMap(({ step }) => over.axis.place(step) ?? []) ?? []),
  ]), [view.zoom, axis, curve, overlays]);
  const notes = useMemo(() => {
    const branches = new Set([curve?.branch, ...(curve?.points.map(({ branch }) => branch) ?? [])]);
    return annotations?.filter(({ branch }) => branches.has(branch)) ?? [];
  }, [annotations, curve]);

  const addressOf = useCallback((step: number, sort?: "change") => {
    const place = new URLSearchParams(searchOf({ ...selection, metric: "both" }));
    const branch = curve?.points.find((p) => p.step === step)?.branch;
    if (branch && branch !== "main") place.set("branch", branch);
    else place.delete("branch");
    if (sort) place.set("sort", sort);
    const text = place.toString();
    return `/runs/${id}/checkpoints/${step}${text ? `?${text}` : ""}`;
  }, [curve, id, selection]);
  const turnedAt = useCallback((step: number) => addressOf(step, "change"), [addressOf]);
  const open = useCallback((step: number) => router.push(addressOf(step)), [addressOf, router]);
  const zoomTo = useCallback((zoom: Range | null) => look({ zoom }), [look]);
  /** The two chosen last; choosing one again takes it back. */
  const pick = useCallback((step: number | null) => {
    const { chosen } = view;
    look({ chosen: step === null ? [] : chosen.includes(step) ? chosen.filter((one) => one !== step) : [...chosen.slice(-1), step] });
  }, [look, view]);

  const error = runError ?? curveError;
  if (!run || !curve || !models || !shown) return <p className="page text-muted" role="status">{error?.message ?? "Reading the run…"}</p>;
  const shared = { axis, range, activeStep, onActive: setActiveStep, onOpen: open, onZoom: zoomTo };
  return (
    <div className="page space-y-4">
      <RunHeader run={run} curve={curve} live={<LiveMark state={live} />} />
      {error && <p role="alert" className="text-13 text-regressed">This page could not be refreshed: {error.message}</p>}
      {curve.points.length === 0 && curve.waiting.length === 0 ? <FirstLook run={run} /> : (
        <>
          <DecisionCard run={run} curve={curve} best={best} verdict={verdict} onShow={setActiveStep} turnedAt={turnedAt} mayWrite={mayWrite} />
          <SelectionBar run={run} curve={curve} selection={{ ...selection, metric: focus }} view={view} onChange={choose} onView={look} />
          <CurvePanel
            run={run} curve={curve} verdict={verdict} notes={notes} selection={selection} models={shown} overlays={overlays} view={view} onView={look}
            onChoose={pick} compareHref={(a, b) => compareHref(run, a, b, selection)} mayWrite={mayWrite} {...shared}
          />
          <ComparabilityBreak run={run} curve={curve} mayWrite={mayWrite} />
          <RunNotes notes={notes} onShow={setActiveStep} />
          <RunPanels run={run} curve={curve} models={models} best={best} selection={selection} mayWrite={mayWrite} {...shared} />
          <CheckpointsTable curve={curve} best={best} checkpoints={checkpoints ?? []} activeStep={activeStep} onActive={setActiveStep} onOpen={open} runId={id} selection={selection} />
        </>
      )}
    </div>
  );
}
