import type { Estimate } from "@/lib/contracts";
import { clusteredMean, showsNoSpread } from "./clustered-mean";
import { effectiveSize } from "./effective-size";
import { logitTInterval } from "./logit-t-interval";
import { meanInterval } from "./mean-interval";
import { wilsonInterval } from "./wilson";

/** Why a value is not known; the words are chosen where it is shown. */
export type UnknownReason =
  /** No prompt has both scores. */
  | "no-pairs"
  /** One pair: its spread is not known. */
  | "too-few-pairs"
  /** No prompt has a score. */
  | "no-scores"
  /** One score: its spread is not known. */
  | "too-few-scores"
  /** All prompts belong to one cluster: they count as one. */
  | "one-cluster"
  /** Scores without bounds show no spread at all, so nothing says how far others would lie. */
  | "all-equal";

const unknown = (reason: UnknownReason): Estimate => ({ value: null, low: null, high: null, reason });

/** @param outcomes [n] of 0, 0.5, 1; @param clusters [n] cluster ids */
export function winRateEstimate(outcomes: Float64Array, clusters: Int32Array): Estimate {
  if (outcomes.length === 0) return unknown("no-pairs");
  const mean = clusteredMean(outcomes, clusters);
  const n = effectiveSize(mean);
  return { value: mean.mean, ...wilsonInterval(mean.mean * n, n) };
}

/** @param probabilities [n] in [0, 1]; @param clusters [n] cluster ids */
export function winProbabilityEstimate(probabilities: Float64Array, clusters: Int32Array): Estimate {
  if (probabilities.length === 0) return unknown("no-pairs");
  if (probabilities.length === 1) return unknown("too-few-pairs");
  const mean = clusteredMean(probabilities, clusters);
  if (mean.nUnits < 2) return unknown("one-cluster");
  return { value: mean.mean, ...logitTInterval(mean) };
}

/** @param scores [n] reward units, finite; @param clusters [n] cluster ids */
export function meanScoreEstimate(scores: Float64Array, clusters: Int32Array): Estimate {
  if (scores.length === 0) return unknown("no-scores");
  if (scores.length === 1) return unknown("too-few-scores");
  const mean = clusteredMean(scores, clusters);
  if (mean.nUnits < 2) return unknown("one-cluster");
  if (showsNoSpread(mean)) return unknown("all-equal");
  return { value: mean.mean, ...meanInterval(mean) };
}
