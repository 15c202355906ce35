"use client";

import { useMemo } from "react";
import { formatCount, formatPercent } from "@/lib/chart/format";
import { controlledWords, prepareLengthControl } from "@/lib/chart/prepare-length-control";
import { prepareLengths } from "@/lib/chart/prepare-lengths";
import { type PlotSeries, noMarks, wordlessBreaks } from "../../_charts/plot-model";
import { axisFormat } from "../../_charts/plot-of";
import { StepPlot } from "../../_charts/step-plot";
import { Term } from "../../_ui/term";
import { LineKey } from "./line-key";
import { PanelState } from "./panel-state";
import type { SidePanelProps } from "./side-panel-props";
import { StepPanel, panelKeys } from "./step-panel";

const asCount = (value: number) => formatCount(value);
const asShare = axisFormat("fraction");
const look = {
  completions: { label: "Completions", token: "tide", dash: [], shape: "circle" },
  references: { label: "References", token: "muted", dash: [2, 3], shape: "triangle" },
  controlled: { label: "Length-controlled (ours)", token: "tide", dash: [], shape: "circle" },
  raw: { label: "Win rate", token: "series-2", dash: [7, 4], shape: "rectRot" },
} satisfies Record<string, Pick<PlotSeries, "label" | "token" | "dash" | "shape">>;

/** How long the texts are, and how much of the win rate is left when length is taken out of it. */
export function LengthPanel({ at, steps, curve, range, heights, ...shared }: SidePanelProps & { heights: [string, string] }) {
  const lengths = useMemo(() => prepareLengths(curve), [curve]);
  const control = useMemo(() => prepareLengthControl(curve), [curve]);
  const lines = useMemo((): PlotSeries[] => [{ key: "completions", ...look.completions, segments: lengths.completions }, { key: "references", ...look.references, segments: lengths.references }], [lengths]);
  const rates = useMemo((): PlotSeries[] => control === null ? [] : [{ key: "controlled", ...look.controlled, segments: control.controlled }, { key: "raw", ...look.raw, segments: control.raw }], [control]);
  const marks = useMemo(() => ({ ...noMarks, breaks: wordlessBreaks(curve) }), [curve]);
  const plots = { marks, xRange: range, steps, ...panelKeys(shared) };
  return (
    <StepPanel
      title={<><Term name="mean length">Mean length</Term></>} at={at}
      value={at?.meanLength == null ? <span className="text-unknown">not known</span> : <><span className="font-medium tabular-nums">{formatCount(Math.round(at.meanLength))}</span> <span className="text-muted">characters</span></>}
      foot={<>
        <span className="flex flex-wrap gap-x-4"><LineKey series={look.controlled}>controlled, tanh to linear</LineKey><LineKey series={look.raw}>win rate{at?.winRate.value != null && ` ${formatPercent(at.winRate.value)}`}</LineKey></span>
        <span className="mt-1 block">Without a guarantee; not the length-controlled figure of AlpacaEval.</span>
      </>}
    >
      <StepPlot label="Mean length over training steps" summary={lengths.summary} series={lines} yRange={lengths.yRange} formatY={asCount} height={heights[0]} showSteps={false} {...plots} />
      <p className="flex flex-wrap gap-x-4 px-3 text-12 text-muted"><LineKey series={look.completions}>completions</LineKey><LineKey series={look.references}>references{at?.meanReferenceLength != null && ` ${formatCount(Math.round(at.meanReferenceLength))}`}</LineKey></p>
      <p className="mt-2 flex flex-wrap items-baseline justify-between gap-x-3 border-t border-line px-3 pt-2 text-13">
        <span className="font-semibold">Win rate, <Term name="length-controlled">length-controlled (ours)</Term></span>
        {at && <span className={at.lengthControlledWinRate === null ? "text-unknown" : "font-medium tabular-nums"}>{controlledWords(at)}</span>}
      </p>
      {control === null
        ? <PanelState tone="empty" height={heights[1]}>Not known yet: the correction is fitted once enough complete looks have lengths that differ.</PanelState>
        : <StepPlot label="Length-controlled win rate over training steps" summary={control.summary} series={rates} yRange={control.yRange} formatY={asShare} height={heights[1]} {...plots} />}
    </StepPanel>
  );
}
