import type { Flag } from "@/lib/chart/prepare-flags";
import type { StepRange } from "@/lib/chart/step-ranges";
import type { Token } from "./read-colours";

export type PlotPoint = { step: number; value: number; low: number | null; high: number | null; provisional: boolean; incomplete: boolean };

/** One line of a plot: its own colour, dash and point shape, so that colour is never the only sign. */
export type PlotSeries = {
  key: string; label: string; token: Token; dash: number[]; shape: "circle" | "rectRot" | "triangle" | "rect" | "star";
  /** A thin line without points: a guide, or one of many. */
  quiet?: boolean;
  /** Runs of neighbouring steps; between two of them the line has a gap. */
  segments: PlotPoint[][];
};

/** A stacked bar at one step; parts from the bottom up, each with a pattern of its own. */
export type PlotBar = { step: number; parts: { token: Token; value: number; pattern: "solid" | "tinted" | "hatched" | "crossed" | "hollow" }[] };

export type BracketSide = { from: number; to: number; value: number | null };

export type PlotMarks = {
  best: { step: number; value: number } | null;
  /** Steps that cannot be told apart from the best one: a bar under the plot. */
  bestSet: StepRange[];
  highWater: { fromStep: number; value: number; label: string } | null;
  parity: { value: number; label: string; place: "inside" | "above" | "below" } | null;
  /** A height that decides something; what lies below it is shaded. */
  limit: { value: number; label: string } | null;
  /** Two groups of checkpoints that were compared, joined over the plot. */
  bracket: { block: BracketSide; window: BracketSide; label: string } | null;
  breaks: { afterStep: number; beforeStep: number; reason: string }[];
  flags: Flag[];
  /** Steps without a point: not scored yet, or failed. */
  waiting: { step: number; failed: boolean }[];
  /** Points that are rung because they differ from the start. */
  rings: number[];
  /** Steps chosen for comparison. */
  chosen: number[];
};
export const noMarks: PlotMarks = {
  best: null, bestSet: [], highWater: null, parity: null, limit: null, bracket: null, breaks: [], flags: [], waiting: [], rings: [], chosen: [],
};

export type Range = { min: number; max: number };
