"use client";

import { useMemo } from "react";
import { formatHeight, prepareAdjustedP } from "@/lib/chart/prepare-adjusted-p";
import { stepAxis } from "@/lib/chart/step-axis";
import type { Curve } from "@/lib/contracts/curves";
import { type PlotMarks, type PlotSeries, noMarks } from "../../_charts/plot-model";
import { StepPlot } from "../../_charts/step-plot";
import type { PanelProps } from "./panel-props";
import { panelKeys } from "./step-panel";

type Props = PanelProps & { curve: Curve; errorLevel: number };

/** Under the curves: how near each look came to an alarm, on a log scale against the run's error level. */
export function AdjustedPStrip({ curve, errorLevel, range, ...shared }: Props) {
  const model = useMemo(() => prepareAdjustedP(curve, errorLevel), [curve, errorLevel]);
  const series = useMemo((): PlotSeries[] => (model ? [{ key: "p", label: "Run-adjusted p", token: "regressed", dash: [], shape: "circle", segments: model.segments }] : []), [model]);
  const marks = useMemo((): PlotMarks => ({ ...noMarks, limit: model?.limit ?? null }), [model]);
  const steps = useMemo(() => model?.segments.flat().map(({ step }) => step) ?? [], [model]);
  if (!model) return null;
  return (
    <div className="px-2 pb-1">
      <p className="px-2 text-12 text-muted">Run-adjusted p of each look; at or below the line an alarm is raised, and over the whole run any false alarm has at most that probability</p>
      <StepPlot
        label="Run-adjusted p over training steps" summary={model.summary} series={series} marks={marks} yRange={model.yRange} xRange={range} steps={steps}
        axis={stepAxis} formatY={formatHeight} height="h-[112px]" showSteps={false} {...panelKeys(shared)}
      />
    </div>
  );
}
