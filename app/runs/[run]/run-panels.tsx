"use client";

import { useMemo } from "react";
import type { CurveModel } from "@/lib/chart/curve-model";
import type { MetricName } from "@/lib/chart/metrics";
import type { Curve } from "@/lib/contracts/curves";
import type { Best } from "@/lib/contracts/decisions";
import type { Run } from "@/lib/contracts/runs";
import type { CurveSelection } from "../../_queries/run";
import { AttributesPanel } from "./attributes-panel";
import { DegeneracyPanel } from "./degeneracy-panel";
import { PanelGrid } from "./panel-grid";
import type { PanelProps } from "./panel-props";
import { ReadStepBar } from "./read-step-bar";

export type RunPanelsProps = PanelProps & {
  run: Run; curve: Curve; models: Record<MetricName, CurveModel>; best: Best | null; selection: CurveSelection; mayWrite: boolean;
};

/** Everything under the main chart that explains it: one x axis, one crosshair, one step that is read. */
export function RunPanels({ run, curve, models, best, selection, mayWrite, ...shared }: RunPanelsProps) {
  const steps = useMemo(() => curve.points.map(({ step }) => step), [curve]);
  const at = curve.points.find(({ step }) => step === shared.activeStep) ?? curve.points.at(-1);
  const props = { curve, at, steps, ...shared };
  return (
    <>
      <ReadStepBar run={run} curve={curve} best={best} activeStep={shared.activeStep} onOpen={shared.onOpen} mayWrite={mayWrite} />
      <PanelGrid run={run} selection={selection} scores={models.meanScore} {...props} />
      <AttributesPanel curve={curve} {...shared} />
      <DegeneracyPanel run={run} selection={selection} {...props} />
    </>
  );
}
