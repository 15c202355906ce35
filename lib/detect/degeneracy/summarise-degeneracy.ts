import { clusteredMean, showsNoSpread } from "@/lib/stats/clustered-mean";
import { effectiveSize } from "@/lib/stats/effective-size";
import { logitTInterval } from "@/lib/stats/logit-t-interval";
import { meanInterval } from "@/lib/stats/mean-interval";
import { wilsonInterval } from "@/lib/stats/wilson";
import { degeneracyMonitors, type DegeneracyMonitor } from "./degeneracy-monitors";
import type { TextMeasure, TextMeasures } from "./text-measures";

/** Why a mean is not known; the words are chosen where it is shown. */
export type DegeneracyReason =
  /** No completion gives the value. */
  | "no-texts"
  /** One does: its spread is not known. */
  | "too-few-texts"
  /** All prompts belong to one cluster: they count as one. */
  | "one-cluster"
  /** Values without bounds show no spread at all, so nothing says how far others would lie. */
  | "all-equal";

/** JSON-safe. n: completions that give the value. method: how the interval was made, pointwise 95 %. */
export type DegeneracySummary = { key: TextMeasure; n: number; method: string } & (
  | { value: number; low: number; high: number }
  /** mean: over these completions, said without an interval; null without any. */
  | { value: null; low: null; high: null; reason: DegeneracyReason; mean: number | null }
);

function summarise({ key, interval }: DegeneracyMonitor, values: Float32Array, clusters: Int32Array, method: string): DegeneracySummary {
  const known = new Float64Array(values.length), ids = new Int32Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) continue;
    known[n] = values[i]!;
    ids[n++] = clusters[i]!;
  }
  const mean = clusteredMean(known.subarray(0, n), ids.subarray(0, n));
  const unknown = (reason: DegeneracyReason): DegeneracySummary => ({ key, n, method, value: null, low: null, high: null, reason, mean: n === 0 ? null : mean.mean });
  if (n === 0) return unknown("no-texts");
  if (interval === "Wilson") {
    const size = effectiveSize(mean);
    return { key, n, method, value: mean.mean, ...wilsonInterval(mean.mean * size, size) };
  }
  if (n === 1) return unknown("too-few-texts");
  if (mean.nUnits < 2) return unknown("one-cluster");
  if (interval === "logit-t") return { key, n, method, value: mean.mean, ...logitTInterval(mean) };
  if (showsNoSpread(mean)) return unknown("all-equal");
  return { key, n, method, value: mean.mean, ...meanInterval(mean) };
}

/**
 * Mean of every measure over the completions that give it, with a pointwise 95 % interval, clustered where prompts are.
 * @param clusters [nPrompts] cluster ids, whole numbers >= 0
 * @returns one entry a monitor, in their order
 * @throws RangeError when the lengths differ
 */
export function summariseDegeneracy(measures: TextMeasures, clusters: Int32Array): DegeneracySummary[] {
  const suffix = new Set(clusters).size < clusters.length ? ", clustered" : "";
  return degeneracyMonitors.map((monitor) => {
    const values = measures[monitor.key];
    if (values.length !== clusters.length) throw new RangeError(`${monitor.key} has ${values.length} entries for ${clusters.length} prompts`);
    return summarise(monitor, values, clusters, `${monitor.interval} 95 %${suffix}`);
  });
}
