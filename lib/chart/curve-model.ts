import type { CurvePoint } from "@/lib/contracts";
import type { MetricName } from "./metrics";

/** One drawn point: estimate and pointwise interval in the metric's unit (fractions in [0, 1], or reward units). */
export interface ChartPoint {
  step: number;
  value: number;
  low: number;
  high: number;
  /** Still being scored: drawn hollow. */
  provisional: boolean;
  /** Failed or missing above the limit: drawn with a cross. */
  incomplete: boolean;
  /** What hovering says, a line each. */
  lines: string[];
  point: CurvePoint;
}

/** A step that is known but has no value: the line is interrupted. */
export interface CurveGap {
  step: number;
  checkpointId: string;
  /** Scoring ended for good; otherwise the value is waited for or not known. */
  failed: boolean;
  /** In words. */
  reason: string;
}

export interface HighWater {
  step: number;
  /** Height of the dashed line, from the step to the right edge. */
  value: number;
  /** Whether the value is corrected for having been selected as the best. */
  shrunk: boolean;
  /** Chosen by point estimates alone. */
  provisional: boolean;
}

export interface CurveModel {
  metric: MetricName;
  label: string;
  axisTitle: string;
  /** Name of the interval method, for the legend. */
  method: string;
  /** Lines with their bands, each in step order; interrupted at gaps and comparability breaks. */
  segments: ChartPoint[][];
  /** Also in segments. */
  provisional: ChartPoint[];
  incomplete: ChartPoint[];
  gaps: CurveGap[];
  /** A zigzag on the axis between the two steps, with its reason. */
  breaks: { beforeStep: number; afterStep: number; reason: string }[];
  /** Steps at which the curve goes over to another branch. */
  forks: { step: number; from: string; to: string }[];
  best: ChartPoint | null;
  highWater: HighWater | null;
  /** Steps that cannot be told apart from the best. */
  bestSet: number[];
  yRange: { min: number; max: number };
  /** Where checkpoint and reference are equal: a line, or an arrow to where it lies out of range. */
  parity: { value: number; draw: "line" | "arrow-up" | "arrow-down" } | null;
  /** What is not drawn: "showing 500 of 2 140 points". */
  note: string | null;
  /** The chart in words, for those who do not see it. */
  summary: string;
}
