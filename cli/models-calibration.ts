import path from "node:path";
import type { Estimate, Reliability, SavedCalibration } from "@/lib/contracts";
import { accuracy } from "@/lib/stats/accuracy";
import { meanScoreEstimate } from "@/lib/stats/estimates";
import type { TemperatureFit } from "@/lib/stats/fit-temperature";
import { logSigmoid } from "@/lib/stats/log-sigmoid";
import { reliabilityTable } from "@/lib/stats/reliability-table";
import { sigmoid } from "@/lib/stats/sigmoid";
import type { ScoredPairs } from "./models-score-pairs";

/**
 * What is kept with the reward model of a calibration: how well its probabilities hold, at its own temperature and at the fitted one.
 * @param fit of these pairs' margins
 * @param file where the pairs come from; its folder is left out
 * @returns null where no pair has a margin
 */
export function calibrationOf({ model, scored, nFailed }: ScoredPairs, fit: TemperatureFit, file: string): SavedCalibration | null {
  const margins = scored.map(({ margin }) => margin);
  const found = fitOf(fit);
  if (margins.length === 0 || found === null) return null;
  return {
    source: file === "-" ? "standard input" : path.basename(file),
    nPairs: margins.length, nFailed, accuracy: accuracy(scored.map(({ outcome }) => outcome)).accuracy,
    fit: found,
    current: reliabilityAt(margins, model.temperature), fitted: fit.kind === "fitted" ? reliabilityAt(margins, fit.temperature) : null,
  };
}

function fitOf(fit: TemperatureFit): SavedCalibration["fit"] | null {
  if (fit.kind === "fitted") return { kind: "fitted", temperature: fit.temperature, low: fit.low, high: fit.high };
  const { reason } = fit;
  return reason === "no-pairs" ? null : { kind: "unknown", reason };
}

function reliabilityAt(margins: readonly number[], temperature: number): Reliability {
  const probabilities = margins.map((margin) => sigmoid(margin / temperature));
  const { bins, calibrationError } = reliabilityTable(probabilities);
  return {
    temperature, logLoss: meanOf(margins.map((margin) => -logSigmoid(margin / temperature))), brier: meanOf(probabilities.map((p) => (1 - p) ** 2)),
    // There is a pair, so there is an error.
    calibrationError: calibrationError ?? 0,
    bins: bins.map(({ from, to, n, predicted, observed, interval }) => ({ from, to, n, predicted, observed, low: interval?.low ?? null, high: interval?.high ?? null })),
  };
}

/** A mean with its t interval, the pairs taken as independent. */
const meanOf = (values: number[]): Estimate => meanScoreEstimate(Float64Array.from(values), Int32Array.from(values.keys()));
