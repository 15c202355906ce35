import type { MetricName } from "@/lib/chart/metrics";
import type { SeriesLook } from "./plot-model";

const first: SeriesLook = { token: "tide", dash: [], shape: "circle" };
const second: SeriesLook = { token: "series-2", dash: [7, 4], shape: "rectRot" };

/** Each metric of the curve that is looked at has one look, wherever it is drawn. */
export const metricLook: Record<MetricName, SeriesLook> = { winProbability: first, winRate: second, meanScore: first };

/** Of the curve itself where others lie over it, whatever the metric. */
export const leadLook = first;

/** Of the curves laid over it, in order: Okabe and Ito's hues, darkened or lightened until they stand out on either ground. */
export const overlayLooks: readonly SeriesLook[] = [
  second,
  { token: "series-3", dash: [2, 3], shape: "triangle" },
  { token: "series-4", dash: [11, 3, 2, 3], shape: "rect" },
  { token: "series-5", dash: [4, 2], shape: "star" },
  { token: "series-6", dash: [12, 4], shape: "triangleDown" },
];
