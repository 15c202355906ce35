"use client";

import { useMemo } from "react";
import type { CurveModel } from "@/lib/chart/curve-model";
import { preparePositionBias } from "@/lib/chart/prepare-position-bias";
import type { Run } from "@/lib/contracts/runs";
import type { CurveSelection } from "../../_queries/run";
import { CoveragePanel } from "./coverage-panel";
import { LengthPanel } from "./length-panel";
import { OverOptimisationPanel } from "./over-optimisation-panel";
import { PositionBiasPanel } from "./position-bias-panel";
import { ScorePanel } from "./score-panel";
import type { SidePanelProps } from "./side-panel-props";

/** One plot, or two under each other with a line of words between them: the panels end at the same height. */
const whole = "h-[258px]", wholeAtLeast = "min-h-[258px]";
const halves: [string, string] = ["h-[92px]", "h-[114px]"];

/** What the main chart's numbers rest on: the scores themselves, whether they still mean something, how long the texts are, and what was counted. */
export function PanelGrid({ run, selection, scores, ...props }: SidePanelProps & { run: Run; selection: CurveSelection; scores: CurveModel }) {
  const { curve } = props;
  const bias = useMemo(() => preparePositionBias(curve), [curve]);
  return (
    <div className="grid gap-4 md:grid-cols-2 min-[85rem]:grid-cols-4 print:grid-cols-2">
      {bias ? <PositionBiasPanel model={bias} height={whole} {...props} /> : <ScorePanel model={scores} height={whole} {...props} />}
      <OverOptimisationPanel run={run} selection={selection} heights={halves} whole={wholeAtLeast} {...props} />
      <LengthPanel heights={halves} {...props} />
      <CoveragePanel height={whole} {...props} />
    </div>
  );
}
