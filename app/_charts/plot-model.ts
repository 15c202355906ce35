import type { Flag } from "@/lib/chart/prepare-flags";
import type { StepAxis } from "@/lib/chart/step-axis";
import type { Token } from "./read-colours";

export type PlotPoint = { step: number; value: number; low: number | null; high: number | null; provisional: boolean; incomplete: boolean };

/** Colour, dash and point shape of a line, so that colour is never the only sign. */
export type SeriesLook = { token: Token; dash: number[]; shape: "circle" | "rectRot" | "triangle" | "triangleDown" | "rect" | "star" };

/** One line of a plot. */
export type PlotSeries = SeriesLook & {
  key: string; label: string;
  /** A thin line without points, but for those that stand alone: a guide, one of many, or of the past. */
  quiet?: boolean;
  /** Another run's looks and hours are its own; left out, the plot's axis places the steps. */
  axis?: StepAxis;
  /** Runs of neighbouring steps; between two of them the line has a gap. */
  segments: PlotPoint[][];
};

/** A stacked bar at one step; parts from the bottom up, each with a pattern of its own. */
export type PlotBar = { step: number; parts: { token: Token; value: number; pattern: "solid" | "tinted" | "hatched" | "crossed" | "hollow" }[] };

/** From and to in units of the axis. */
export type Range = { min: number; max: number };

export type PlotMarks = {
  best: { step: number; value: number } | null;
  /** Where steps lie that cannot be told apart from the best one: bars under the plot. */
  bestSet: Range[];
  highWater: { fromStep: number; value: number; label: string } | null;
  parity: { value: number; label: string; place: "inside" | "above" | "below" } | null;
  /** A height that decides something; what lies below it is shaded. */
  limit: { value: number; label: string } | null;
  /** Two groups of checkpoints that were compared, joined over the plot. */
  bracket: { block: BracketSpan; window: BracketSpan; label: string } | null;
  breaks: { afterStep: number; beforeStep: number; reason: string }[];
  flags: Flag[];
  /** Steps without a point: not scored yet, or failed. */
  waiting: { step: number; failed: boolean }[];
  /** Points that are rung because they differ from the start. */
  rings: number[];
  /** Steps chosen for comparison. */
  chosen: number[];
};

/** Where a group of checkpoints lies on the axis, and its mean height where it can be drawn. */
export type BracketSpan = Range & { value: number | null };

export const noMarks: PlotMarks = {
  best: null, bestSet: [], highWater: null, parity: null, limit: null, bracket: null, breaks: [], flags: [], waiting: [], rings: [], chosen: [],
};

/** Where a line is broken, without the reason: small charts have no room for its words. */
export const wordlessBreaks = ({ breaks }: Pick<PlotMarks, "breaks">): PlotMarks["breaks"] => breaks.map((gap) => ({ ...gap, reason: "" }));
