"use client";

import { useCallback, useMemo } from "react";
import { formatPoints } from "@/lib/chart/format";
import type { PositionBiasModel } from "@/lib/chart/prepare-position-bias";
import { type PlotSeries, noMarks } from "../../_charts/plot-model";
import { StepPlot } from "../../_charts/step-plot";
import { Term } from "../../_ui/term";
import type { SidePanelProps } from "./side-panel-props";
import { StepPanel, panelKeys } from "./step-panel";

type Props = SidePanelProps & { model: PositionBiasModel; height: string };

/** How far a pairwise model leans to what it reads first; stands where other models have their mean score. */
export function PositionBiasPanel({ model, curve, at, steps, range, height, ...shared }: Props) {
  const series = useMemo((): PlotSeries[] => [{ key: "bias", label: "Position bias", token: "tide", dash: [], shape: "circle", segments: model.segments }], [model]);
  const marks = useMemo(() => ({ ...noMarks, breaks: curve.breaks, parity: { value: 0, label: "", place: "inside" as const } }), [curve]);
  const formatY = useCallback((value: number, gap: number) => formatPoints(value, { low: 0, high: 20 * gap }), []);
  return (
    <StepPanel
      title={<Term name="position bias">Position bias</Term>} at={at}
      value={at?.positionBias == null ? <span className="text-unknown">not known</span> : <span className="font-medium">{formatPoints(at.positionBias)}</span>}
      foot={<>How much more probability the text that is read first gets; both orders are averaged, so the curve above is free of it. Mean score: none, a pairwise model scores no text alone.</>}
    >
      <StepPlot
        label="Position bias over training steps" summary={model.summary} series={series} marks={marks} yRange={model.yRange} xRange={range} steps={steps}
        formatY={formatY} height={height} yWidth={66} {...panelKeys(shared)}
      />
    </StepPanel>
  );
}
