import type { Curve } from "@/lib/contracts";
import type { ValueUnit } from "./format";

export type MetricName = keyof Curve["methods"];

export interface Metric {
  label: string;
  /** Axis title, with its unit. */
  axisTitle: string;
  unit: ValueUnit;
  /** Value at which checkpoint and reference are equal; null where there is none. */
  parity: number | null;
}

export const metrics: Record<MetricName, Metric> = {
  winProbability: { label: "Win probability", axisTitle: "Win probability (%)", unit: "fraction", parity: 0.5 },
  winRate: { label: "Win rate", axisTitle: "Win rate (%)", unit: "fraction", parity: 0.5 },
  meanScore: { label: "Mean score", axisTitle: "Mean score (reward units)", unit: "score", parity: null },
};
