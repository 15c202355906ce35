"use client";

import { useMemo } from "react";
import { formatHeight, prepareAdjustedP } from "@/lib/chart/prepare-adjusted-p";
import type { Curve } from "@/lib/contracts/curves";
import type { Verdict } from "@/lib/contracts/decisions";
import { type PlotMarks, type PlotSeries, noMarks } from "../../_charts/plot-model";
import { StepPlot } from "../../_charts/step-plot";
import type { PanelProps } from "./panel-props";
import { panelKeys } from "./step-panel";

/** Under the curves: how near the run had come to an alarm at each look, on a log scale against its error level; in earlier episodes too. */
export function AdjustedPStrip({ curve, verdict, range, ...shared }: PanelProps & { curve: Curve; verdict: Verdict }) {
  const model = useMemo(() => prepareAdjustedP(curve, verdict), [curve, verdict]);
  const series = useMemo((): PlotSeries[] => (model ? [
    { key: "p", label: "Run-adjusted p", token: "regressed", dash: [], shape: "circle", segments: model.segments },
    ...model.earlier.map(({ number, segments }): PlotSeries => ({ key: `p${number}`, label: `Run-adjusted p in episode ${number}`, token: "muted", dash: [4, 3], shape: "circle", quiet: true, segments })),
  ] : []), [model]);
  const marks = useMemo((): PlotMarks => ({ ...noMarks, limit: model?.limit ?? null, flags: model?.starts ?? [] }), [model]);
  const steps = useMemo(() => [...(model?.segments ?? []), ...(model?.earlier.flatMap(({ segments }) => segments) ?? [])].flat().map(({ step }) => step).sort((a, b) => a - b), [model]);
  if (!model) return null;
  return (
    <div className="px-2 pb-1">
      <p className="px-2 text-12 text-muted">{model.caption}{model.late && shared.axis.name === "step" && "; a late checkpoint stands at its step, so the line may rise again"}. At or below the line an alarm is raised; over {curve.episodes.length > 1 ? "an episode" : "the whole run"} any false alarm has at most that probability.</p>
      <StepPlot
        label="Run-adjusted p" summary={model.summary} series={series} marks={marks} yRange={model.yRange} xRange={range} steps={steps}
        formatY={formatHeight} height="h-[112px]" showSteps={false} {...panelKeys(shared)}
      />
    </div>
  );
}
