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
  definition: string;
}

export const metrics: Record<MetricName, Metric> = {
  winProbability: {
    label: "Win probability", axisTitle: "Win probability (%)", unit: "fraction", parity: 0.5,
    definition: "Mean over prompts of P(checkpoint's completion is better) = sigmoid(margin / temperature); of a pairwise model, the probability it gives, both orders averaged.",
  },
  winRate: {
    label: "Win rate", axisTitle: "Win rate (%)", unit: "fraction", parity: 0.5,
    definition: "Share of prompts whose margin is positive, a tie counting one half.",
  },
  meanScore: {
    label: "Mean score", axisTitle: "Mean score (reward units)", unit: "score", parity: null,
    definition: "Mean of the reward model's scalar over prompts; comparable only within one reward model.",
  },
};
