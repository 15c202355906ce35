"use client";

import { useMemo } from "react";
import { coverageOf } from "@/lib/chart/coverage";
import { formatCount, formatPercent } from "@/lib/chart/format";
import { outcomeParts, patternStyle } from "../../_charts/outcome-bar";
import { type PlotBar, type PlotSeries, type SeriesLook, noMarks } from "../../_charts/plot-model";
import { StepPlot } from "../../_charts/step-plot";
import { Term } from "../../_ui/term";
import type { TermName } from "../../_ui/terms";
import { LineKey } from "./line-key";
import { PanelState } from "./panel-state";
import type { SidePanelProps } from "./side-panel-props";
import { StepPanel, panelKeys } from "./step-panel";

const asCount = (value: number) => formatCount(value);
const termOf: Partial<Record<(typeof outcomeParts)[number]["key"], TermName>> = { nTie: "tie", nFailed: "failed", nMissing: "missing" };
const truncatedLook: SeriesLook = { token: "ink", dash: [2, 3], shape: "triangle" };

/** Every prompt of every step, whatever became of it: nothing leaves the denominator unseen. */
export function CoveragePanel({ at, steps, curve, range, height, ...shared }: SidePanelProps & { height: string }) {
  const { most, truncated, present } = useMemo(() => coverageOf(curve), [curve]);
  const bars = useMemo(() => curve.points.map((point): PlotBar => ({
    step: point.step, parts: outcomeParts.map(({ key, token, pattern }) => ({ token, pattern, value: point[key] })),
  })), [curve]);
  const series = useMemo((): PlotSeries[] => truncated.length === 0 ? [] : [{ key: "truncated", label: "Truncated", ...truncatedLook, segments: truncated }], [truncated]);
  const yRange = useMemo(() => ({ min: 0, max: most }), [most]);
  const parts = outcomeParts.filter(({ key }) => present.has(key));
  const spoken = at ? [...parts.map(({ key, text }) => `${formatCount(at[key])} ${text}`), `${formatCount(at.nTruncated)} truncated`].join(", ") : "no point yet";
  return (
    <StepPanel
      title={<Term name="outcome">Outcomes of all prompts</Term>} at={at} value={at && <><span className="font-medium">{formatCount(at.nWin)}</span> <span className="text-muted">/ {formatCount(at.nTie)} / {formatCount(at.nLoss)}</span></>}
      foot={at && <>
        <span className="flex flex-wrap gap-x-3">
          {parts.map(({ key, text, token, pattern }) => (
            <span key={key} className="inline-flex items-center gap-1"><span className="inline-block size-2.5 rounded-[2px]" style={patternStyle(token, pattern)} aria-hidden />{termOf[key] ? <Term name={termOf[key]}>{text}</Term> : text}</span>
          ))}
          {truncated.length > 0 && <LineKey series={truncatedLook}><Term name="truncated" /></LineKey>}
        </span>
        <span className="mt-1 block">{coverageWords(at)}</span>
      </>}
    >
      {curve.points.length === 0
        ? <PanelState tone="empty" height={height}>No checkpoint has been scored yet.</PanelState>
        : <StepPlot label="Outcomes of all prompts over training steps" summary={`At the step read: ${spoken}.`} series={series} bars={bars} marks={noMarks} yRange={yRange} xRange={range} steps={steps} formatY={asCount} height={height} {...panelKeys(shared)} />}
    </StepPanel>
  );
}

function coverageWords(at: NonNullable<SidePanelProps["at"]>): string {
  const { nFailed, nMissing, nReferenceFailed, nTruncated, nPending, winRateBounds } = at;
  const out = nFailed + nMissing + nReferenceFailed;
  const parts = [
    out === 0 ? "no failed, no missing" : `${formatCount(nFailed)} failed, ${formatCount(nMissing)} missing${nReferenceFailed > 0 ? `, ${formatCount(nReferenceFailed)} without a reference score` : ""}`,
    `${formatCount(nTruncated)} truncated`, ...(nPending > 0 ? [`${formatCount(nPending)} not scored yet`] : []),
  ].join(", ");
  const bounds = out > 0 && winRateBounds ? ` Win rate if all of those were losses, or wins: ${formatPercent(winRateBounds.worst)} to ${formatPercent(winRateBounds.best)}.` : "";
  return `${parts[0]!.toUpperCase()}${parts.slice(1)}.${bounds}`;
}
