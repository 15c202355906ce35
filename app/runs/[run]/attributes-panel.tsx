"use client";

import { useMemo, useState } from "react";
import { formatCount, formatStep } from "@/lib/chart/format";
import { type AttributeModel, prepareAttributes } from "@/lib/chart/prepare-attributes";
import type { Curve, CurvePoint } from "@/lib/contracts/curves";
import { type PlotSeries, noMarks, wordlessBreaks } from "../../_charts/plot-model";
import { axisFormat } from "../../_charts/plot-of";
import { StepPlot } from "../../_charts/step-plot";
import { EstimateValue } from "../../_ui/estimate-value";
import { Term } from "../../_ui/term";
import { VisibleLine } from "../../_ui/visible-line";
import type { PanelProps } from "./panel-props";
import { panelKeys } from "./step-panel";

/** Charts drawn at first: models with gated heads have about twenty attributes. */
const shownAtFirst = 8;

/** What an absolute model rates, one small chart an attribute, each on an axis of its own. */
export function AttributesPanel({ curve, ...shared }: PanelProps & { curve: Curve }) {
  const [all, setAll] = useState(false);
  const attributes = useMemo(() => prepareAttributes(curve), [curve]);
  const steps = useMemo(() => curve.points.map((p) => p.step), [curve]);
  if (attributes.length === 0) return null;
  const at = curve.points.find((p) => p.step === shared.activeStep) ?? curve.points.at(-1);
  const shown = all ? attributes : attributes.slice(0, shownAtFirst);
  return (
    <section className="panel" aria-label="Attributes">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 pt-3">
        <h2 className="text-14"><Term name="attribute">Attributes</Term> <span className="font-normal text-muted">{formatCount(attributes.length)}</span></h2>
        <p className="text-12 text-muted">
          mean over prompts, {curve.methods.meanScore}; each on its own axis{at && `; values at step ${formatStep(at.step)}`}
          {attributes.length > shownAtFirst && <> · <button type="button" className="link" onClick={() => setAll(!all)}>{all ? `show ${shownAtFirst}` : `show all ${attributes.length}`}</button></>}
        </p>
      </div>
      <div className="grid gap-x-2 gap-y-1 px-1 pt-2 pb-2 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4">
        {shown.map((attribute) => <AttributeChart key={attribute.name} attribute={attribute} at={at} steps={steps} curve={curve} {...shared} />)}
      </div>
    </section>
  );
}

function AttributeChart({ attribute, at, steps, curve, range, ...shared }: PanelProps & { attribute: AttributeModel; at: CurvePoint | undefined; steps: number[]; curve: Curve }) {
  const { name, segments, yRange, summary } = attribute;
  const series = useMemo((): PlotSeries[] => [{ key: name, label: name, token: "tide", dash: [], shape: "circle", segments }], [name, segments]);
  const marks = useMemo(() => ({ ...noMarks, breaks: wordlessBreaks(curve) }), [curve]);
  const formatY = useMemo(() => axisFormat("score"), []);
  const mean = at?.attributes?.find((one) => one.name === name)?.mean;
  return (
    <figure className="min-w-0">
      <figcaption className="flex items-baseline justify-between gap-3 px-3 text-13">
        <VisibleLine text={name} className="truncate font-medium" />
        <span className="shrink-0">{mean ? <EstimateValue estimate={mean} unit="score" /> : <span className="text-unknown">–</span>}</span>
      </figcaption>
      <StepPlot label={`${name} over training steps`} summary={summary} series={series} marks={marks} yRange={yRange} xRange={range} steps={steps} formatY={formatY} height="h-[124px]" {...panelKeys(shared)} />
    </figure>
  );
}
