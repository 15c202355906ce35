import type { Token } from "./read-colours";

export type PlotPoint = { step: number; value: number; low: number | null; high: number | null; provisional: boolean; incomplete: boolean };

/** One line of a plot: its own colour, dash and point shape, so that colour is never the only sign. */
export type PlotSeries = {
  key: string; label: string; token: Token; dash: number[]; shape: "circle" | "rectRot" | "triangle";
  /** Runs of neighbouring steps; between two of them the line has a gap. */
  segments: PlotPoint[][];
};

/** A stacked bar at one step; parts from the bottom up, each with a pattern of its own. */
export type PlotBar = { step: number; parts: { token: Token; value: number; pattern: "solid" | "tinted" | "hatched" | "crossed" | "hollow" }[] };

export type PlotMarks = {
  best: { step: number; value: number } | null;
  highWater: { fromStep: number; value: number; label: string } | null;
  parity: { value: number; label: string; place: "inside" | "above" | "below" } | null;
  breaks: { afterStep: number; beforeStep: number; reason: string }[];
  /** Steps without a point: not scored yet, or failed. */
  waiting: { step: number; failed: boolean }[];
};
export const noMarks: PlotMarks = { best: null, highWater: null, parity: null, breaks: [], waiting: [] };

export type Range = { min: number; max: number };
