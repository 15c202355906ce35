"use client";

import { useMemo, useRef, useState } from "react";
import type { CurveModel } from "@/lib/chart/curve-model";
import { formatCount } from "@/lib/chart/format";
import { type MetricName, metrics } from "@/lib/chart/metrics";
import { prepareBracket } from "@/lib/chart/prepare-bracket";
import { stepAxis } from "@/lib/chart/step-axis";
import type { Curve } from "@/lib/contracts/curves";
import type { Verdict } from "@/lib/contracts/decisions";
import type { Run } from "@/lib/contracts/runs";
import { Legend } from "../../_charts/legend";
import { axisFormat, plotOf } from "../../_charts/plot-of";
import { saveFile } from "../../_charts/save-file";
import { savePicture } from "../../_charts/save-picture";
import { StepPlot } from "../../_charts/step-plot";
import { AdjustedPStrip } from "./adjusted-p-strip";
import { AbsentMetrics } from "./absent-metrics";
import { CurveTableView } from "./curve-table-view";
import { curveCsv } from "./curve-csv";
import { StepTooltip, announceStep } from "./step-tooltip";
import type { PanelProps } from "./panel-props";
import type { Focus } from "./selection";

type Props = PanelProps & { id: string; run: Run; curve: Curve; models: Record<MetricName, CurveModel>; focus: Focus; verdict: Verdict | undefined; zoomed: boolean };

/** The main chart: one or two metrics over steps, with everything that qualifies them next to it. */
export function CurvePanel({ run, curve, models, focus, verdict, zoomed, range, activeStep, onActive, onOpen, onZoom }: Props) {
  const panel = useRef<HTMLElement>(null);
  const [asTable, setAsTable] = useState(false);
  const shown = useMemo(() => (focus === "both" ? [models.winProbability, models.winRate] : [models[focus]]), [focus, models]);
  const lead = shown[0]!;
  const plot = useMemo(() => {
    const made = plotOf(shown);
    const contrast = verdict?.regression?.contrast;
    const bracket = contrast ? prepareBracket(contrast, curve, { metric: shown[0]!.metric, deciding: verdict.metric }) : null;
    return { ...made, marks: { ...made.marks, bracket } };
  }, [shown, curve, verdict]);
  const steps = useMemo(() => [...new Set([...lead.segments.flat().map((p) => p.step), ...lead.gaps.map((g) => g.step)])].sort((a, b) => a - b), [lead]);
  const formatY = useMemo(() => axisFormat(metrics[lead.metric].unit), [lead.metric]);
  const read = activeStep !== null && steps.includes(activeStep) ? activeStep : curve.points.at(-1)?.step;
  const name = `${run.project}-${run.name}`;
  return (
    <section ref={panel} className="panel" aria-label="Curves">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-4 pt-3">
        <Legend models={shown} curve={curve} nPrompts={run.promptSet.nPrompts} />
        <div className="-mr-1.5 flex items-center">
          {zoomed && <button type="button" className="button button-quiet h-7! text-tide!" onClick={() => onZoom(null)}>All steps</button>}
          <button type="button" className="button button-quiet h-7!" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>{asTable ? "Chart" : "Table"}</button>
          <button type="button" className="button button-quiet h-7!" disabled={asTable} onClick={() => panel.current && void savePicture(panel.current, `${name}-${lead.metric}.png`)}>PNG</button>
          <button type="button" className="button button-quiet h-7!" onClick={() => saveFile(new Blob([curveCsv(curve)], { type: "text/csv;charset=utf-8" }), `${name}.csv`)}>CSV</button>
        </div>
      </div>
      {curve.rewardModel?.notice && (
        <p className="mx-4 mt-2 inline-flex items-center gap-2 rounded-sm bg-unknown-wash px-2 py-0.5 text-12 text-ink">
          <svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="var(--unknown)" strokeWidth="1.4" strokeLinecap="round" aria-hidden><circle cx="6" cy="6" r="5" /><path d="M6 5.4v3M6 3.4v.1" /></svg>
          <span><span className="font-medium">{curve.rewardModel.name}:</span> {curve.rewardModel.notice}</span>
        </p>
      )}
      <AbsentMetrics curve={curve} />
      {asTable ? <CurveTableView curve={curve} /> : (
        <>
          <div className="px-2 pt-2">
            <StepPlot
              label={`${shown.map((m) => m.label).join(" and ")} of ${run.name} over training steps`} summary={shown.map((m) => m.summary).join(" ")}
              {...plot} xRange={range} steps={steps} bestStep={lead.best?.step ?? null} axis={stepAxis} formatY={formatY}
              activeStep={activeStep} onActive={onActive} onOpen={onOpen} onZoom={onZoom} height="h-[300px] sm:h-[380px] min-[1900px]:h-[480px]"
              tooltip={(step) => <StepTooltip step={step} curve={curve} models={shown} />} announce={(step) => announceStep(step, shown)}
            />
          </div>
          {verdict && <AdjustedPStrip curve={curve} errorLevel={verdict.errorLevel} range={range} activeStep={activeStep} onActive={onActive} onOpen={onOpen} onZoom={onZoom} />}
          {/* A narrow screen has no room beside the crosshair: there the numbers lie under the chart. */}
          {read !== undefined && <div className="px-3 pt-1 pb-2 sm:hidden" data-testid="reading"><StepTooltip step={read} curve={curve} models={shown} /></div>}
          <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 pt-1 pb-3 text-12 text-muted">
            <p>
              {lead.axisTitle} over training step{lead.note && <>; <span className="font-medium text-unknown">{lead.note}</span></>}
              {lead.gaps.length > 0 && <>; {formatCount(lead.gaps.length)} {lead.gaps.length === 1 ? "step" : "steps"} without a point</>}
            </p>
            <p className="max-md:hidden"><kbd>←</kbd> <kbd>→</kbd> along the points · <kbd>Enter</kbd> opens · <kbd>B</kbd> best · drag to zoom, double click for all</p>
          </div>
        </>
      )}
    </section>
  );
}
