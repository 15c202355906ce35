import { clusteredMean, showsNoSpread, type ClusteredMean } from "@/lib/stats/clustered-mean";
import { meanInterval } from "@/lib/stats/mean-interval";
import { tTail } from "@/lib/stats/t-tail";
import { lookMean } from "../look-mean";
import { textMeasureColumns, type TextMeasure, type TextMeasures } from "./text-measures";

export interface StartSeries {
  /** Looks in step order, each [nPrompts] in the same prompt order. */
  looks: readonly { step: number; measures: TextMeasures }[];
  /** [nPrompts] cluster ids. */
  clusters: Int32Array;
  /** Looks that make up the start, at least 1. */
  blockSize: number;
  /** Two-sided level of each single comparison. */
  level?: number;
  /** Fewest independent prompts that are compared; below it the t tail is not trusted. */
  minUnits?: number;
}

/** JSON-safe. change: mean over prompts of look - start, in the monitor's unit; n: prompts with values in the look and all of the start. */
export type ChangeSinceStart = { step: number; n: number } & (
  /** low, high: interval at 1 - level; null where all prompts changed by the same amount and only its sign can be tested. */
  | { change: number; low: number | null; high: number | null; p: number; differs: boolean }
  | { change: null; low: null; high: null; p: null; differs: false; reason: "too-few-prompts" | "all-equal" }
);

export interface StartComparison { key: TextMeasure; startSteps: number[]; looks: ChangeSinceStart[] }

function test(mean: ClusteredMean, level: number): Extract<ChangeSinceStart, { change: number }> | null {
  const { n, nUnits, mean: change, se, df } = mean;
  const head = { step: 0, n, change };
  // Without spread there is no t; that all units moved to the same side still has a chance of 2 in 2^units.
  if (mean.allEqual) {
    const p = change === 0 ? 1 : 2 ** (1 - nUnits);
    return { ...head, low: null, high: null, p, differs: p <= level };
  }
  if (showsNoSpread(mean)) return null;
  const p = Math.min(1, 2 * tTail(Math.abs(change) / se, df));
  return { ...head, ...meanInterval(mean, 1 - level), p, differs: p <= level };
}

/**
 * Which looks differ from the start of the run, monitor by monitor: a paired t test, prompt by prompt, of each look after the first
 * block against that block's mean, clustered where prompts are; an exact sign test where all prompts changed alike.
 * A panel and no alarm: every comparison has its own level, and many looks and monitors are compared, without a guarantee over them.
 * @returns one entry a monitor; no looks where the run has none after its start
 * @throws RangeError when blockSize is not a whole number >= 1, or lengths differ
 */
export function compareToStart({ looks, clusters, blockSize, level = 0.001, minUnits = 50 }: StartSeries): StartComparison[] {
  if (!(Number.isInteger(blockSize) && blockSize >= 1)) throw new RangeError(`blockSize is a whole number from 1, got ${blockSize}`);
  const nPrompts = clusters.length, start = looks.slice(0, blockSize);
  const differences = new Float64Array(nPrompts), ids = new Int32Array(nPrompts);
  return textMeasureColumns.map((key) => {
    for (const { step, measures } of looks) {
      if (measures[key].length !== nPrompts) throw new RangeError(`${key} of step ${step} has ${measures[key].length} entries for ${nPrompts} prompts`);
    }
    const before = lookMean(start.map(({ measures }) => ({ values: measures[key] })), new Float64Array(nPrompts));
    const compared = looks.slice(blockSize).map(({ step, measures }): ChangeSinceStart => {
      let n = 0;
      for (let i = 0; i < nPrompts; i++) {
        const difference = measures[key][i]! - before[i]!;
        if (!Number.isFinite(difference)) continue;
        differences[n] = difference;
        ids[n++] = clusters[i]!;
      }
      const mean = clusteredMean(differences.subarray(0, n), ids.subarray(0, n));
      const unknown = (reason: "too-few-prompts" | "all-equal"): ChangeSinceStart =>
        ({ step, n, change: null, low: null, high: null, p: null, differs: false, reason });
      if (mean.nUnits < Math.max(2, minUnits)) return unknown("too-few-prompts");
      const tested = test(mean, level);
      return tested === null ? unknown("all-equal") : { ...tested, step };
    });
    return { key, startSteps: start.map(({ step }) => step), looks: compared };
  });
}
