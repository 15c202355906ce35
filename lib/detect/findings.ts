import type { Contrast, DetectableDrop, RegressionKind } from "@/lib/contracts";

/** What raised an alarm, and what has become of it. */
export interface FoundRegression {
  /** Where the drop began: the first step of the worse part. */
  step: number;
  /** The checkpoint whose look raised the alarm. */
  checkpointId: string;
  kind: RegressionKind;
  contrast: Contrast;
}

export interface FoundOverOptimisation {
  /** The held-out model's contrast, and how much the training model's mean rose on the same steps; units of its metric. */
  contrast: Contrast;
  trainingRise: number;
  step: number;
  checkpointId: string;
  /** The held-out detector's episode, and the error level of that. */
  episodeId: string;
  errorLevel: number;
}

/** What is known of one curve of one branch in the current episode. */
export interface Findings {
  episodeId: string;
  regression: FoundRegression | null;
  overOptimisation: FoundOverOptimisation | null;
  /** Smallest run-adjusted p so far; null before any contrast was tested. */
  adjustedP: number | null;
  /** Looks of the episode on this branch. */
  nLooks: number;
  /** Independent units: clusters, or prompts where each is its own. */
  nUnits: number;
  detectable: DetectableDrop | null;
  jitter: { sd: number; deltaTooSmall: boolean } | null;
  /** The look with the greatest step is incomplete: alarms were held. */
  latestIncomplete: boolean;
  /** Every outcome of every look is a tie. */
  allTied: boolean;
  /** No look has a single outcome. */
  allFailed: boolean;
}

/** Best checkpoint and its set; `kind` insufficient says why there is none. */
export type BestFindings =
  | { kind: "insufficient"; reason: string; nUnits: number }
  | {
      kind: "estimate";
      checkpointId: string; step: number;
      shrunk: { value: number; low: number; high: number };
      bestSet: number[];
      earliestWithin: number; tolerance: number;
      band: { step: number; low: number; high: number }[];
      nUnits: number; draws: number; seed: number;
      /** `few-units`: fewer than 50, where the method has not been measured. */
      reason: "few-units" | null;
    };

/** Length-controlled win rates of a curve, and the coefficients they were made with. */
export interface LengthControlFindings {
  /** What produced the points. */
  identity: string | null;
  phi: { tanh: number; linear: number } | null;
  /** Looks the coefficients were fitted on. */
  nLooks: number;
  /** By checkpoint. */
  points: Record<string, { tanh: number; linear: number }>;
}
