"use client";

import { useMemo, useState } from "react";
import type { MonitorModel } from "@/lib/chart/prepare-degeneracy";
import { type PlotSeries, noMarks, wordlessBreaks } from "../../_charts/plot-model";
import { axisFormat } from "../../_charts/plot-of";
import { StepPlot } from "../../_charts/step-plot";
import type { SidePanelProps } from "./side-panel-props";
import { PanelState } from "./panel-state";
import { panelKeys } from "./step-panel";

const height = "h-[112px]";
const tokens = { worse: "regressed", other: "unknown", better: "healthy" } as const;
const colours = { worse: "text-regressed", other: "text-unknown", better: "text-healthy" } as const;

/** One monitor of the texts: its curve with the interval, ringed where it differs from the start; definition and method on demand. */
export function MonitorChart({ model, at, steps, curve, range, ...shared }: SidePanelProps & { model: MonitorModel }) {
  const { key, label, segments, changed, change, unit, absence } = model;
  const [explained, setExplained] = useState(false);
  const token = change === null ? "tide" : tokens[change];
  const series = useMemo((): PlotSeries[] => [{ key, label, token, dash: [], shape: "circle", segments }], [key, label, segments, token]);
  const marks = useMemo(() => ({ ...noMarks, rings: [...changed.worse, ...changed.other], breaks: wordlessBreaks(curve) }), [changed, curve]);
  const formatY = useMemo(() => axisFormat(unit), [unit]);
  const id = `monitor-${key}`;
  return (
    <figure className="flex min-w-0 flex-col justify-between" aria-label={label}>
      <figcaption className="px-3 text-13">
        <span className="flex items-baseline justify-between gap-3">
          <button
            type="button" aria-expanded={explained} aria-controls={id} onClick={() => setExplained(!explained)} title="What it measures"
            className="text-left font-medium underline decoration-dotted decoration-from-font underline-offset-[3px]"
          >
            {label}
          </button>
          <span className="shrink-0 text-12 tabular-nums">{at === undefined || absence !== null ? <span className="text-unknown">not known</span> : model.read(at.step)}</span>
        </span>
        <span className={`block text-12 ${change === null ? "text-muted" : colours[change]}`}>{model.changeText ?? model.unitWords}</span>
        <span id={id} hidden={!explained} className="mt-1 mb-1 block text-12 text-muted">{model.definition} {model.method}; {model.unitWords}.</span>
      </figcaption>
      {absence !== null
        ? <PanelState tone="empty" height={height}>{absence[0]!.toUpperCase()}{absence.slice(1)}.</PanelState>
        : <StepPlot label={`${label} over training steps`} summary={`${model.summary} ${model.definition}`} series={series} marks={marks} yRange={model.yRange} xRange={range} steps={steps} formatY={formatY} height={height} {...panelKeys(shared)} />}
    </figure>
  );
}
