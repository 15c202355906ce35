import { createHash } from "node:crypto";
import type { Context } from "@/lib/context";
import type { SelectedCurve } from "@/lib/context/select-curve";
import type { Tx } from "@/lib/db/client";
import { storeDecision, findDecision, type Decision, type DecisionKey } from "@/lib/db/decisions";
import type { StoredEpisode } from "@/lib/db/episodes";
import { testsOfEpisode, type StoredTest } from "@/lib/db/look-tests";
import { summaryVersion } from "@/lib/db/summaries";
import type { BestCheckpointResult } from "@/lib/detect/best-checkpoint";
import type { Family } from "@/lib/detect/categories";
import { planOf } from "@/lib/detect/detector-plan";
import type { BestFindings, Findings, FoundOverOptimisation, LengthControlFindings } from "@/lib/detect/findings";
import { decidingMetric } from "@/lib/context/deciding-metric";
import type { LookValues } from "@/lib/pipeline/load-looks";
import { looksOf } from "@/lib/pipeline/test-new-looks";
import type { LengthControlled } from "@/lib/stats/length-controlled-win-rate";
import { outcomeCode } from "@/lib/stats/pair-outcomes";

export interface CurveToDecide {
  curve: SelectedCurve;
  episode: StoredEpisode;
  /** Points of the curve in step order. */
  loadValues: () => Promise<readonly LookValues[]>;
  clusters: Int32Array;
  nClusters: number;
  families: readonly Family[];
  overOptimisation: FoundOverOptimisation | null;
}

/** One seed for every run: what is drawn depends on the data alone, and repeats. */
const seed = 20_260_101;

/** @returns what was found and how to store it; null when it was made of the same points before */
export async function decideCurve(ctx: Context, input: CurveToDecide): Promise<{ findings: Findings; store: (tx: Tx) => Promise<void> } | null> {
  const { curve, episode, clusters, nClusters, families } = input;
  const { run, branch, rewardModel, referenceSet, lineage } = curve;
  if (!rewardModel || !referenceSet) return null;
  const key: DecisionKey = { runId: run.id, branch, rewardModelId: rewardModel.id, referenceSetId: referenceSet.id };
  const tests = await testsOfEpisode(ctx.db, episode.id, { runId: run.id, lineage });
  const basis = basisOf(input, tests, await summaryVersion(ctx.db, { ...key, lineage }));
  const before = await findDecision(ctx.db, key);
  if (before?.basis === basis) return null;

  const values = await input.loadValues();
  const metric = decidingMetric(rewardModel);
  const arrivals = new Map(tests.map(({ checkpointId, k }) => [checkpointId, k]));
  const looks = looksOf(values, metric, arrivals);
  const comparable = values.filter(({ identity, provisional, incomplete }) => identity === episode.identity && !provisional && !incomplete);
  const assessed = await ctx.statistics.compute("assessCurve", {
    looks, alarms: tests.flatMap(({ checkpointId, fired }) => (fired ? [{ checkpointId, contrast: fired }] : [])),
    families, plan: planOf(episode), metric, clusters, nClusters, seed,
    comparable: { steps: comparable.map(({ step }) => step), values: comparable.map((look) => look[metric]), lengths: comparable.map(({ lengths }) => lengths) },
    referenceLengths: values[0]?.referenceLengths ?? null, frozenPhi: frozenPhi(before, episode),
  });
  const latest = values.findLast(({ checkpointId }) => arrivals.has(checkpointId));
  const ofEpisode = values.filter(({ checkpointId }) => arrivals.has(checkpointId));
  const counted = tests.filter(({ nContrasts, held }) => nContrasts > 0 && !held);
  const findings: Findings = {
    episodeId: episode.id, regression: assessed.regression, overOptimisation: input.overOptimisation,
    adjustedP: counted.length === 0 ? null : Math.min(...counted.map(({ adjustedP }) => adjustedP)),
    nLooks: tests.length, nUnits: nClusters, detectable: assessed.detectable, jitter: assessed.jitter,
    latestIncomplete: latest?.incomplete ?? false,
    allTied: ofEpisode.length > 0 && ofEpisode.every(({ outcomes }) => outcomes.every((outcome) => outcome === outcomeCode.tie || outcome > outcomeCode.loss)),
    allFailed: ofEpisode.every(({ outcomes }) => outcomes.every((outcome) => outcome > outcomeCode.loss)),
  };
  const decision: Omit<Decision, "updatedAt"> = {
    findings, best: bestFindings(assessed.best, comparable), basis,
    lengthControl: lengthFindings(assessed.lengthControlled, comparable, { before, episode }),
  };
  return { findings, store: (tx) => storeDecision(tx, key, decision) };
}

function basisOf({ episode, overOptimisation }: CurveToDecide, tests: readonly StoredTest[], version: string): string {
  const parts = [episode.id, version, overOptimisation?.checkpointId ?? "", ...tests.map(({ checkpointId, k }) => `${checkpointId}:${k}`)];
  return createHash("sha256").update(parts.join("|")).digest("hex");
}

function bestFindings(best: BestCheckpointResult, looks: readonly LookValues[]): BestFindings {
  if (best.kind === "insufficient") return best;
  const { chosen, shrunk, bestSet, earliestWithin, tolerance, nUnits, draws, seed: used, reason } = best;
  const checkpointId = looks.find(({ step }) => step === chosen.step)?.checkpointId ?? "";
  const band = best.band.map(({ low, high }, i) => ({ step: best.steps[i] ?? chosen.step, low, high }));
  return { kind: "estimate", checkpointId, step: chosen.step, shrunk, bestSet, earliestWithin, tolerance, band, nUnits, draws, seed: used, reason };
}

/** Looks after which the length coefficients stay, so that the drawn past does not move. */
const looksUntilFrozen = 20;

function frozenPhi(before: Decision | null, { identity }: StoredEpisode): { tanh: number; linear: number } | null {
  const { identity: fittedFor, nLooks, phi } = before?.lengthControl ?? {};
  return phi && nLooks !== undefined && nLooks >= looksUntilFrozen && fittedFor === identity ? phi : null;
}

function lengthFindings(
  found: LengthControlled | null,
  looks: readonly LookValues[],
  { before, episode }: { before: Decision | null; episode: StoredEpisode },
): LengthControlFindings {
  const { identity } = episode;
  if (!found) return { identity, phi: null, nLooks: 0, points: {} };
  const points = Object.fromEntries(looks.flatMap(({ checkpointId }, i) => {
    const point = found.looks[i];
    return point ? [[checkpointId, point]] : [];
  }));
  const nLooks = frozenPhi(before, episode) ? (before?.lengthControl.nLooks ?? looks.length) : looks.length;
  return { identity, phi: found.phi, nLooks, points };
}
