"use client";

import type { ReactNode } from "react";
import type { RunView } from "./view";

/** What can be done with the main chart: all steps again, a note, the guide, its numbers, its picture. */
export function CurvePanelTools({ view, onView, onNote, onPicture, onCsv }: {
  view: RunView; onView: (change: Partial<RunView>) => void; /** Left out for a key that may only read. */
  onNote: (() => void) | undefined; onPicture: (kind: "png" | "svg") => void; onCsv: () => void;
}) {
  const { zoom, guide, table } = view;
  return (
    <div className="-mt-1 -mr-1.5 flex shrink-0 flex-wrap items-center max-lg:-ml-2.5 max-lg:shrink print:hidden">
      {zoom && <Tool onClick={() => onView({ zoom: null })} tone="text-tide!">All steps</Tool>}
      {onNote && <Tool onClick={onNote} title="Write a note at a step: N in the chart">Note</Tool>}
      <Tool onClick={() => onView({ guide: !guide })} pressed={guide} disabled={table} title="Centred mean of five steps: a guide for the eye, never used for decisions">Guide</Tool>
      <Tool onClick={() => onView({ table: !table })} pressed={table}>{table ? "Chart" : "Table"}</Tool>
      <Tool onClick={() => onPicture("png")} disabled={table}>PNG</Tool>
      <Tool onClick={() => onPicture("svg")} disabled={table}>SVG</Tool>
      <Tool onClick={onCsv} title={zoom ? "The points in sight, unrounded" : "Every point, unrounded"}>CSV</Tool>
    </div>
  );
}

function Tool({ onClick, title, pressed, disabled = false, tone = "", children }: { onClick: () => void; title?: string; pressed?: boolean; disabled?: boolean; tone?: string; children: ReactNode }) {
  return <button type="button" className={`button button-quiet h-7! px-2.5! ${pressed ? "text-tide!" : tone}`} title={title} aria-pressed={pressed} disabled={disabled} onClick={onClick}>{children}</button>;
}
