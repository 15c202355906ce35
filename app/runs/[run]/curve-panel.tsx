"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import type { CurveModel } from "@/lib/chart/curve-model";
import { type MetricName, metrics } from "@/lib/chart/metrics";
import { prepareBracket } from "@/lib/chart/prepare-bracket";
import { prepareFlags } from "@/lib/chart/prepare-flags";
import type { Curve } from "@/lib/contracts/curves";
import type { Verdict } from "@/lib/contracts/decisions";
import type { Annotation } from "@/lib/contracts/panels";
import type { Run } from "@/lib/contracts/runs";
import { Legend, type LegendLine } from "../../_charts/legend";
import { axisFormat } from "../../_charts/plot-of";
import { saveFile } from "../../_charts/save-file";
import { savePicture } from "../../_charts/save-picture";
import { leadLook, metricLook } from "../../_charts/series-looks";
import { StepPlot } from "../../_charts/step-plot";
import { changesQuery } from "../../_queries/changes";
import type { CurveSelection } from "../../_queries/run";
import { refOf } from "../../_ui/run-ref";
import { Term } from "../../_ui/term";
import type { TermName } from "../../_ui/terms";
import { AbsentMetrics } from "./absent-metrics";
import { AdjustedPStrip } from "./adjusted-p-strip";
import { CurvePanelFoot } from "./curve-panel-foot";
import { CurvePanelTools } from "./curve-panel-tools";
import { CurveTableView } from "./curve-table-view";
import { EpisodesTable } from "./episodes-table";
import { mainPlot } from "./main-plot";
import { NoteForm } from "./note-form";
import { overlayKey } from "./overlay-ref";
import type { PanelProps } from "./panel-props";
import { RewardModelNotice } from "./reward-model-notice";
import { StepTooltip, announceStep } from "./step-tooltip";
import type { Overlay } from "./use-overlays";
import type { RunView } from "./view";

type Props = PanelProps & {
  run: Run; curve: Curve; verdict: Verdict | undefined; notes: readonly Annotation[]; selection: CurveSelection;
  /** What is drawn, the leading one first: one metric or two of the curve, then other curves. */
  models: readonly [CurveModel, ...CurveModel[]]; overlays: readonly Overlay[];
  view: RunView; onView: (change: Partial<RunView>) => void;
  onChoose: (step: number | null) => void; compareHref: (a: number, b: number) => string; mayWrite: boolean;
};

const termOf: Record<MetricName, TermName> = { winProbability: "win probability", winRate: "win rate", meanScore: "score" };

/** The main chart: one or two metrics over steps, with everything that qualifies them next to it. */
export function CurvePanel({ run, curve, verdict, notes, selection, models, overlays, view, onView, onChoose, compareHref, mayWrite, ...shared }: Props) {
  const { axis, range, activeStep } = shared;
  const client = useQueryClient();
  const panel = useRef<HTMLElement>(null);
  const [noteAt, setNoteAt] = useState<{ step: number | null } | null>(null);
  const [lead] = models;
  const lines = useMemo(() => models.map((model) => ({ model, look: overlays.length > 0 ? leadLook : metricLook[model.metric] })), [models, overlays]);
  const plot = useMemo(() => {
    const contrast = verdict?.regression?.contrast;
    const bracket = contrast ? prepareBracket(contrast, curve, { metric: lead.metric, deciding: verdict.metric }) : null;
    const flags = prepareFlags(curve, { forks: lead.forks, annotations: notes });
    return mainPlot(models, { axis, overlays, bracket, flags, chosen: view.chosen, guide: view.guide });
  }, [models, lead, curve, verdict, notes, axis, overlays, view.chosen, view.guide]);
  const steps = useMemo(() => [...new Set([...lead.segments.flat().map((p) => p.step), ...lead.gaps.map((g) => g.step)])].sort((a, b) => a - b), [lead]);
  const formatY = useMemo(() => axisFormat(metrics[lead.metric].unit), [lead.metric]);
  const read = activeStep !== null && steps.includes(activeStep) ? activeStep : curve.points.at(-1)?.step;
  const name = `${run.project}-${run.name}`;
  const leadName = overlays.length > 0 ? refOf(run) : run.name;
  const legend: LegendLine[] = [
    ...lines.map(({ model: { metric, label, method }, look }) => ({ key: metric, look, method, name: <>{overlays.length > 0 && `${leadName}: `}<Term name={termOf[metric]}>{label}</Term></> })),
    ...overlays.map(({ ref, name: own, look, problem, model }) => ({ key: overlayKey(ref), look, name: own, problem, method: [model?.method, model?.note].filter(Boolean).join("; ") })),
  ];
  const curves = [
    { name: leadName, curve, source: { run: run.id, selection }, axis, inSight: view.zoom },
    ...overlays.flatMap(({ name: own, curve: over, source, axis: places }) => (over ? [{ name: own, curve: over, source, axis: places, inSight: view.zoom }] : [])),
  ];
  /** Changes are read for it where the page has not read them yet; where they cannot be read, the file says so and has the rest. */
  const saveCsv = async () => {
    const [{ curveCsv }, ...changes] = await Promise.all([import("./curve-csv"), ...curves.map((one) => client.fetchQuery(changesQuery(one.source, one.curve)).catch(() => null))]);
    saveFile(new Blob([curveCsv(curves.map((one, i) => ({ ...one, changes: changes[i] ?? null })))], { type: "text/csv;charset=utf-8" }), `${name}.csv`);
  };
  const notesAt = (step: number) => notes.filter((note) => note.step === step);
  const tooltip = (step: number) => <StepTooltip step={step} axis={axis} curve={curve} lines={lines} overlays={overlays} notes={notesAt(step)} />;
  return (
    <section ref={panel} className="panel" aria-label="Curves">
      <div className="flex items-start justify-between gap-x-6 gap-y-2 px-4 pt-3 max-lg:flex-wrap">
        <Legend lines={legend} lead={lead} marks={plot.marks} nPrompts={run.promptSet.nPrompts} guide={view.guide} />
        <CurvePanelTools
          view={view} onView={onView} onNote={mayWrite ? () => setNoteAt({ step: activeStep ?? view.chosen.at(-1) ?? curve.points.at(-1)?.step ?? null }) : undefined}
          onPicture={(kind) => panel.current && void savePicture(panel.current, kind, `${name}-${lead.metric}.${kind}`, {
            title: [refOf(run), curve.referenceSet && `against ${curve.referenceSet.name}`, curve.rewardModel && `by ${curve.rewardModel.name}`, `${run.promptSet.nPrompts} prompts`].filter(Boolean).join(", "),
            lines: [...lines.map(({ model, look }) => ({ look, text: `${model.label}, ${model.method}${model.note ? `; ${model.note}` : ""}` })), ...overlays.flatMap(({ look, name: text, model }) => (model ? [{ look, text }] : []))],
          })}
          onCsv={() => void saveCsv()}
        />
      </div>
      <RewardModelNotice rewardModel={curve.rewardModel} />
      <AbsentMetrics curve={curve} />
      {noteAt && <NoteForm key={noteAt.step} run={run.id} branch={curve.branch} steps={steps} at={noteAt.step} onDone={() => setNoteAt(null)} />}
      {view.table ? <CurveTableView curves={curves} /> : (
        <>
          <div className="px-2 pt-2">
            <StepPlot
              label={`${models.map((m) => m.label).join(" and ")} of ${run.name} over ${axis.name === "time" ? "time" : `training ${axis.name}s`}`} summary={[...models, ...overlays.flatMap(({ model }) => model ?? [])].map((m) => m.summary).join(" ")}
              {...plot} {...shared} xRange={range} steps={steps} bestStep={lead.best?.step ?? null} formatY={formatY}
              onChoose={onChoose} onNote={mayWrite ? (step) => setNoteAt({ step }) : undefined} height="h-[300px] sm:h-[380px] min-[118rem]:h-[480px]"
              tooltip={tooltip} announce={(step) => announceStep(step, models, notesAt(step))}
            />
          </div>
          {/* A narrow screen has no room beside the crosshair: there the numbers lie under the chart. */}
          {read !== undefined && <div className="px-3 pt-1 pb-2 sm:hidden" data-testid="reading">{tooltip(read)}</div>}
          <CurvePanelFoot lead={lead} axis={axis} chosen={view.chosen} onChoose={onChoose} compareHref={compareHref} />
          {verdict && <AdjustedPStrip curve={curve} verdict={verdict} {...shared} />}
        </>
      )}
      <EpisodesTable curve={curve} />
    </section>
  );
}
