"use client";

import { useMemo } from "react";
import type { CurveModel } from "@/lib/chart/curve-model";
import { reasonSentence } from "@/lib/chart/reason-sentence";
import { wordlessBreaks } from "../../_charts/plot-model";
import { axisFormat, plotOf } from "../../_charts/plot-of";
import { StepPlot } from "../../_charts/step-plot";
import { EstimateValue } from "../../_ui/estimate-value";
import { Term } from "../../_ui/term";
import { PanelState } from "./panel-state";
import type { SidePanelProps } from "./side-panel-props";
import { StepPanel, panelKeys } from "./step-panel";

const formatY = axisFormat("score");

/** The scores themselves, in the reward model's own units. */
export function ScorePanel({ model, at, steps, curve, range, height, ...shared }: SidePanelProps & { model: CurveModel; height: string }) {
  const plot = useMemo(() => { const made = plotOf([model]); return { ...made, marks: { ...made.marks, best: null, bestSet: [], highWater: null, breaks: wordlessBreaks(made.marks) } }; }, [model]);
  const isEmpty = model.segments.length === 0;
  return (
    <StepPanel title={<>Mean <Term name="score" /></>} at={at} value={at && <EstimateValue estimate={at.meanScore} unit="score" />} foot={!isEmpty && <>Reward units of {curve.rewardModel?.name ?? "the reward model"}; {model.method}</>}>
      {isEmpty
        ? <PanelState tone="empty" height={height}>{at?.meanScore.value === null ? reasonSentence(at.meanScore.reason) : "No checkpoint has been scored yet."}</PanelState>
        : <StepPlot label="Mean score over training steps" summary={model.summary} {...plot} xRange={range} steps={steps} formatY={formatY} height={height} {...panelKeys(shared)} />}
    </StepPanel>
  );
}
