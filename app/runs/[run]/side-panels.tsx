"use client";

import { useMemo } from "react";
import type { CurveModel } from "@/lib/chart/curve-model";
import { formatCount } from "@/lib/chart/format";
import type { MetricName } from "@/lib/chart/metrics";
import { preparePositionBias } from "@/lib/chart/prepare-position-bias";
import { stepAxis } from "@/lib/chart/step-axis";
import type { Curve, CurvePoint } from "@/lib/contracts/curves";
import { outcomeParts, patternStyle } from "../../_charts/outcome-bar";
import { type PlotBar, type PlotSeries, noMarks } from "../../_charts/plot-model";
import { axisFormat, plotOf } from "../../_charts/plot-of";
import { StepPlot } from "../../_charts/step-plot";
import { EstimateValue } from "../../_ui/estimate-value";
import { Term } from "../../_ui/term";
import type { PanelProps } from "./panel-props";
import { PositionBiasPanel } from "./position-bias-panel";
import { StepPanel, panelKeys } from "./step-panel";

const height = "h-[168px]";
const asCount = (value: number) => formatCount(value);

/** What the main chart's numbers rest on: the scores themselves, what was counted, and how long the texts are. */
export function SidePanels({ curve, models, ...shared }: PanelProps & { curve: Curve; models: Record<MetricName, CurveModel> }) {
  const at = curve.points.find((p) => p.step === shared.activeStep) ?? curve.points.at(-1);
  const steps = useMemo(() => curve.points.map((p) => p.step), [curve]);
  const bias = useMemo(() => preparePositionBias(curve), [curve]);
  const props = { at, steps, curve, ...shared };
  return (
    <div className="grid gap-4 lg:grid-cols-3">
      {bias ? <PositionBiasPanel model={bias} {...props} /> : <ScorePanel model={models.meanScore} {...props} />}
      <CoveragePanel {...props} />
      <LengthPanel model={bias ? models.winRate : models.meanScore} {...props} />
    </div>
  );
}

type Props = PanelProps & { curve: Curve; at: CurvePoint | undefined; steps: number[] };

function ScorePanel({ model, at, steps, curve, range, ...shared }: Props & { model: CurveModel }) {
  const plot = useMemo(() => { const made = plotOf([model]); return { ...made, marks: { ...made.marks, best: null, bestSet: [], highWater: null } }; }, [model]);
  const formatY = useMemo(() => axisFormat("score"), []);
  return (
    <StepPanel title={<>Mean <Term name="score" /></>} at={at} value={at && <EstimateValue estimate={at.meanScore} unit="score" />} foot={`Reward units of ${curve.rewardModel?.name ?? "the reward model"}; ${model.method}`}>
      <StepPlot label="Mean score over training steps" summary={model.summary} {...plot} xRange={range} steps={steps} axis={stepAxis} formatY={formatY} height={height} {...panelKeys(shared)} />
    </StepPanel>
  );
}

function CoveragePanel({ at, steps, curve, range, ...shared }: Props) {
  const bars = useMemo(() => curve.points.map((point): PlotBar => ({
    step: point.step, parts: outcomeParts.map(({ key, token, pattern }) => ({ token, pattern, value: point[key] })),
  })), [curve]);
  const most = Math.max(1, ...curve.points.map((p) => p.nPrompts + p.nPending));
  const yRange = useMemo(() => ({ min: 0, max: most }), [most]);
  const present = outcomeParts.filter(({ key }) => key === "nWin" || key === "nTie" || key === "nLoss" || curve.points.some((p) => p[key] > 0));
  const spoken = at ? present.map(({ key, text }) => `${formatCount(at[key])} ${text}`).join(", ") : "no point yet";
  return (
    <StepPanel
      title="Outcomes of all prompts" at={at} value={at && <><span className="font-medium">{formatCount(at.nWin)}</span> <span className="text-muted">/ {formatCount(at.nTie)} / {formatCount(at.nLoss)}</span></>}
      foot={<span className="flex flex-wrap gap-x-3">{present.map(({ key, text, token, pattern }) => <span key={key} className="inline-flex items-center gap-1"><span className="inline-block size-2.5 rounded-[2px]" style={patternStyle(token, pattern)} aria-hidden />{text}</span>)}</span>}
    >
      <StepPlot label="Outcomes of all prompts over training steps" summary={`Latest: ${spoken}.`} series={noSeries} bars={bars} marks={noMarks} yRange={yRange} xRange={range} steps={steps} axis={stepAxis} formatY={asCount} height={height} {...panelKeys(shared)} />
    </StepPanel>
  );
}
const noSeries: PlotSeries[] = [];

function LengthPanel({ model, at, steps, curve: _curve, range, ...shared }: Props & { model: CurveModel }) {
  const { series, yRange } = useMemo(() => lengthPlot(model.segments.map((segment) => segment.map(({ point }) => point))), [model]);
  return (
    <StepPanel
      title="Mean length" at={at}
      value={at?.meanLength == null ? <span className="text-unknown">not known</span> : <><span className="font-medium">{formatCount(Math.round(at.meanLength))}</span> <span className="text-muted">characters{at.meanReferenceLength !== null && `, reference ${formatCount(Math.round(at.meanReferenceLength))}`}</span></>}
      foot={<span className="flex gap-x-4"><span className="inline-flex items-center gap-1.5"><svg width="20" height="8" aria-hidden><path d="M0 4h20" stroke="var(--tide)" strokeWidth="2" /></svg>completions</span><span className="inline-flex items-center gap-1.5"><svg width="20" height="8" aria-hidden><path d="M0 4h20" stroke="var(--muted)" strokeWidth="2" strokeDasharray="2 3" /></svg>references</span></span>}
    >
      <StepPlot label="Mean length over training steps" summary="Mean characters of completions and references." series={series} marks={noMarks} yRange={yRange} xRange={range} steps={steps} axis={stepAxis} formatY={asCount} height={height} {...panelKeys(shared)} />
    </StepPanel>
  );
}

/** Lengths break where the curve does. */
function lengthPlot(segments: readonly CurvePoint[][]) {
  const line = (key: "meanLength" | "meanReferenceLength", look: Pick<PlotSeries, "label" | "token" | "dash" | "shape">): PlotSeries => ({
    key, ...look,
    segments: segments.map((points) => points.flatMap((p) => p[key] === null ? [] : [{ step: p.step, value: p[key], low: null, high: null, provisional: p.provisional && key === "meanLength", incomplete: false }])),
  });
  const series = [
    line("meanLength", { label: "Completions", token: "tide", dash: [], shape: "circle" }),
    line("meanReferenceLength", { label: "References", token: "muted", dash: [2, 3], shape: "triangle" }),
  ];
  const most = Math.max(10, ...series.flatMap((s) => s.segments.flat().map((p) => p.value)));
  return { series, yRange: { min: 0, max: most * 1.1 } };
}
