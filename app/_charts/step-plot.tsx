"use client";

import type { Chart } from "chart.js";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import type { StepAxis } from "@/lib/chart/step-axis";
import { ChartCanvas } from "./chart-canvas";
import { type Drawing, drawMarks } from "./draw-marks";
import { isInSight } from "./is-in-sight";
import { type PlotLayout, plotConfig } from "./plot-config";
import type { PlotBar, PlotMarks, PlotSeries, Range } from "./plot-model";
import type { Colours } from "./read-colours";
import { whenQuiet } from "./when-quiet";

export type StepPlotProps = {
  /** Name of the chart for a screen reader, and a summary in words of what it shows. */
  label: string; summary: string;
  series: PlotSeries[]; bars?: PlotBar[]; marks: PlotMarks; xRange: Range; yRange: Range;
  /** Steps that the arrow keys visit. */
  steps: readonly number[];
  activeStep: number | null; onActive: (step: number | null) => void; onOpen?: (step: number) => void; onChoose?: (step: number) => void; onNote?: (step: number) => void; onZoom?: (range: Range | null) => void;
  bestStep?: number | null;
  axis: StepAxis; formatY: (value: number, gap: number) => string;
  height: string; showSteps?: boolean; yWidth?: number;
  tooltip?: (step: number) => ReactNode;
  /** What a screen reader hears when a step becomes active. */
  announce?: (step: number) => string;
};

const noBars: PlotBar[] = [];

/** Where anything is drawn: a part of the axis without two points of any line shows nothing. */
const placesOf = (series: readonly PlotSeries[], shown: readonly { place: number }[]): number[] =>
  [...shown.map(({ place }) => place), ...series.flatMap(({ axis, segments }) => (axis ? segments.flat().flatMap(({ step }) => axis.place(step) ?? []) : []))];

const tooltipWidth = 304;

/** Lines and bars over training steps with a crosshair: pointer, touch and keys move it; dragging zooms, a double click resets. */
export function StepPlot(props: StepPlotProps) {
  const { series, bars = noBars, marks, xRange, yRange, activeStep, onActive, onOpen, onChoose, onNote, onZoom, axis, formatY, showSteps = true, yWidth = 52 } = props;
  const help = useId();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const drawing = useRef<Drawing>({ series, bars, marks, axis, activeStep, colours: null });
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const [pixel, setPixel] = useState<number | null>(null);

  const configure = useCallback((colours: Colours) => {
    const layout: PlotLayout = { series, marks, xRange, yRange, axis, formatY, showSteps, yWidth };
    drawing.current.series = series;
    drawing.current.bars = bars;
    drawing.current.marks = marks;
    drawing.current.axis = axis;
    drawing.current.colours = colours;
    return plotConfig(layout, colours, [drawMarks(drawing.current)]) as never;
  }, [series, bars, marks, xRange, yRange, axis, formatY, showSteps, yWidth]);
  const [isReady, setReady] = useState(false);
  const ready = useCallback((made: Chart) => { chart.current = made; setReady(true); }, []);

  useEffect(() => {
    drawing.current.activeStep = activeStep;
    const later = chart.current && (isInSight(chart.current.canvas) ? chart.current.draw() : whenQuiet(() => chart.current?.draw()));
    const place = activeStep === null ? null : axis.place(activeStep);
    setPixel(place === null || !chart.current ? null : chart.current.scales.x!.getPixelForValue(place));
    return later ?? undefined;
  }, [activeStep, xRange, axis, isReady]);
  /** What is in sight, from left to right. */
  const shown = useMemo(
    () => props.steps.flatMap((step) => { const place = axis.place(step); return place === null || place < xRange.min || place > xRange.max ? [] : [{ step, place }]; }).sort((a, b) => a.place - b.place),
    [props.steps, axis, xRange],
  );

  const stepAt = (clientX: number): number | null => {
    if (!chart.current || !box.current) return null;
    const value = chart.current.scales.x!.getValueForPixel(clientX - box.current.getBoundingClientRect().left) ?? 0;
    return shown.reduce<{ step: number; place: number } | null>((near, at) => (near === null || Math.abs(at.place - value) < Math.abs(near.place - value) ? at : near), null)?.step ?? null;
  };
  /** The step of a drawn point under the pointer: a click on it opens the checkpoint. */
  const pointAt = (event: PointerEvent): number | null => {
    const step = stepAt(event.clientX);
    const place = step === null ? null : axis.place(step);
    if (place === null || !chart.current || !box.current) return null;
    const { left, top } = box.current.getBoundingClientRect();
    const near = series.filter((s) => !s.quiet && !s.axis).flatMap((s) => s.segments.flat()).some((p) => p.step === step && Math.hypot(
      chart.current!.scales.x!.getPixelForValue(place) - (event.clientX - left), chart.current!.scales.y!.getPixelForValue(p.value) - (event.clientY - top)) < 12);
    return near ? step : null;
  };
  const move = (event: PointerEvent) => {
    if (box.current && onOpen) box.current.style.cursor = pointAt(event) === null ? "" : "pointer";
    if (drag) setDrag({ ...drag, to: event.clientX });
    onActive(stepAt(event.clientX));
  };
  const down = (event: PointerEvent) => {
    onActive(stepAt(event.clientX));
    if (event.pointerType === "mouse" && event.button === 0 && onZoom) setDrag({ from: event.clientX, to: event.clientX });
  };
  const up = (event: PointerEvent) => {
    if (!drag) return;
    setDrag(null);
    if (Math.abs(event.clientX - drag.from) < 8) {
      const step = pointAt(event);
      if (step !== null) (event.shiftKey && onChoose ? onChoose : onOpen)?.(step);
      return;
    }
    const left = box.current!.getBoundingClientRect().left;
    const ends = [drag.from, event.clientX].map((at) => chart.current!.scales.x!.getValueForPixel(at - left)!).sort((a, b) => a - b);
    if (placesOf(series, shown).filter((place) => place >= ends[0]! && place <= ends[1]!).length > 1) onZoom?.({ min: ends[0]!, max: ends[1]! });
  };
  const keys = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const at = shown.findIndex(({ step }) => step === activeStep);
    const go = (step: number | null | undefined) => { if (step !== null && step !== undefined) onActive(step); event.preventDefault(); };
    if (event.key === "ArrowRight") go(shown[at < 0 ? 0 : Math.min(at + 1, shown.length - 1)]?.step);
    else if (event.key === "ArrowLeft") go(shown.at(at < 0 ? -1 : Math.max(at - 1, 0))?.step);
    else if (event.key === "Home") go(shown[0]?.step);
    else if (event.key === "End") go(shown.at(-1)?.step);
    else if (event.key === "b" || event.key === "B") go(props.bestStep);
    else if (event.key === " " && onChoose) { if (activeStep !== null) onChoose(activeStep); event.preventDefault(); }
    else if ((event.key === "n" || event.key === "N") && onNote) { if (activeStep !== null) onNote(activeStep); event.preventDefault(); }
    else if (event.key === "Enter" && activeStep !== null) onOpen?.(activeStep);
    else if (event.key === "Escape") { if (activeStep !== null) onActive(null); else onZoom?.(null); }
  };

  const width = box.current?.clientWidth ?? 0;
  // The tooltip lies in the half where the lead line is not.
  const lead = series[0]?.segments.flat().find((p) => p.step === activeStep);
  const pointIsHigh = lead !== undefined && lead.value > (yRange.min + yRange.max) / 2;
  return (
    <div
      ref={box} role="application" aria-roledescription="chart" aria-label={props.label} aria-describedby={help} tabIndex={0}
      className={`relative touch-pan-y rounded-md select-none focus-visible:-outline-offset-2 ${props.height}`} onPointerMove={move} onPointerDown={down} onPointerUp={up}
      onPointerLeave={(event) => { setDrag(null); if (event.pointerType === "mouse") onActive(null); }} onDoubleClick={() => onZoom?.(null)} onKeyDown={keys}
    >
      <ChartCanvas configure={configure} onReady={ready} />
      <p id={help} className="sr-only">{props.summary} Arrow keys move along the steps, Enter opens the checkpoint, B goes to the best one{onChoose ? ", Space chooses a step to compare" : ""}{onNote ? ", N writes a note" : ""}.</p>
      {drag && Math.abs(drag.to - drag.from) > 8 && (
        <div className="pointer-events-none absolute top-2 bottom-7 border-x border-tide bg-tide/15" style={{ left: Math.min(drag.from, drag.to) - box.current!.getBoundingClientRect().left, width: Math.abs(drag.to - drag.from) }} />
      )}
      {props.tooltip && activeStep !== null && pixel !== null && !drag && (
        <div
          className={`pointer-events-none absolute z-20 max-sm:hidden ${pointIsHigh ? "bottom-9" : "top-3"}`} data-testid="tooltip"
          style={pixel > width / 2 ? { right: Math.min(width - pixel + 14, width - tooltipWidth - 4) } : { left: Math.max(4, Math.min(pixel + 14, width - tooltipWidth - 4)) }}
        >
          {props.tooltip(activeStep)}
        </div>
      )}
      {props.announce && <p className="sr-only" aria-live="polite">{activeStep === null ? "" : props.announce(activeStep)}</p>}
    </div>
  );
}
