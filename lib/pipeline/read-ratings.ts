import { thinIndices } from "@/lib/chart/thin-indices";
import type { Context } from "@/lib/context";
import { promptsOf } from "@/lib/context/prompts-of";
import { selectCurve, type SelectedCurve } from "@/lib/context/select-curve";
import type { Ratings } from "@/lib/contracts";
import { specOf } from "@/lib/db/reward-models";
import { vectorsOf } from "@/lib/db/score-vectors";
import { floatsFromBytes } from "@/lib/db/vector-bytes";
import { loadLooks, type LookValues } from "@/lib/pipeline/load-looks";
import type { PairedCompetitors } from "@/lib/stats/bradley-terry-intervals";
import { winIndicator } from "@/lib/stats/win-indicator";

/** More checkpoints than these are not told apart by eye, and an answer must not take seconds. */
const mostCheckpoints = 40;
const mostDraws = 1000, fewestDraws = 200;
/** Values that all draws together may read. */
const drawBudget = 2e7;
/** One seed for every run: what is drawn depends on the data alone, and repeats. */
const seed = 20_260_101;

/** Checkpoints against one reference set; only those that were scored as the latest was. */
interface AgainstOne { name: string; completionSetId: string; looks: Map<string, LookValues> }

/**
 * Strengths of references and checkpoints on one scale: each checkpoint is compared with each reference set, prompt by
 * prompt, and references with each other where one model has scored both.
 * @throws DomainError not-found (run), invalid-request (selection)
 */
export async function readRatings(ctx: Context, selection: { run: string; rewardModel?: string | undefined; branch: string }): Promise<Ratings> {
  const curve = await selectCurve(ctx, selection);
  const { run, rewardModel } = curve;
  const { clusters } = await promptsOf(ctx, run.promptSetId);
  const none = (reason: string): Ratings => ({ competitors: [], nPrompts: 0, method: "none", reason });
  if (!rewardModel) return none("no-reward-model");

  const references: AgainstOne[] = [];
  for (const { referenceSet } of run.referenceSets) {
    const looks = (await loadLooks(ctx, { ...curve, referenceSet })).filter(({ provisional }) => !provisional);
    const identity = looks.at(-1)?.identity;
    references.push({ ...referenceSet, looks: new Map(looks.filter((look) => look.identity === identity).map((look) => [look.checkpointId, look])) });
  }
  const places = new Map(references.flatMap(({ looks }) => [...looks.values()]).map((look) => [look.checkpointId, look]));
  const inOrder = [...places.values()].sort((a, b) => a.step - b.step);
  const checkpoints = thinIndices(inOrder.length, mostCheckpoints, new Set([0, inOrder.length - 1])).flatMap((i) => inOrder[i] ?? []);
  const comparisons: PairedCompetitors[] = references.flatMap(({ looks }, j) => checkpoints.flatMap(({ checkpointId }, t) => {
    const look = looks.get(checkpointId);
    return look ? [{ i: references.length + t, j, outcomes: look.winRate }] : [];
  }));
  comparisons.push(...(await betweenReferences(ctx, curve, references)));
  if (comparisons.length === 0) return none("no-comparisons");

  const nCompetitors = references.length + checkpoints.length;
  const draws = Math.min(mostDraws, Math.max(fewestDraws, Math.floor(drawBudget / (comparisons.length * clusters.length))));
  const fit = await ctx.statistics.compute("bradleyTerryIntervals", { nCompetitors, comparisons, clusters, seed, draws });
  if (fit.kind === "unknown") return none(fit.reason);
  const unknown = { value: null, low: null, high: null, reason: "no-comparisons" } as const;
  const rated = (place: number) => ({ strength: fit.strength[place] ?? unknown, elo: fit.elo[place] ?? unknown });
  const competitors: Ratings["competitors"] = [
    ...references.map(({ name }, place) => ({ name, kind: "reference" as const, step: null, checkpointId: null, ...rated(place) })),
    ...checkpoints.map(({ step, branch, checkpointId }, t) => ({
      name: branch === curve.branch ? `step ${step}` : `step ${step} (${branch})`, kind: "checkpoint" as const, step, checkpointId, ...rated(references.length + t),
    })),
  ];
  const shown = checkpoints.length < inOrder.length ? `; ${checkpoints.length} of ${inOrder.length} checkpoints, evenly spaced` : "";
  const penalty = fit.ridge > 0 ? `, ridge ${fit.ridge} since somebody wins or loses everything` : "";
  return {
    competitors: competitors.sort((a, b) => (b.strength.value ?? 0) - (a.strength.value ?? 0)),
    nPrompts: clusters.filter((_, i) => comparisons.some(({ outcomes }) => Number.isFinite(outcomes[i]))).length,
    method: `Bradley-Terry on win, tie and loss${penalty}; 95 % percentile interval over ${fit.draws} resamples of prompts, seed ${fit.seed}${shown}`,
    reason: null,
  };
}

/** Reference against reference, by one model's scores of both; a pairwise model has not been asked. */
async function betweenReferences(ctx: Context, { rewardModel }: SelectedCurve, references: readonly AgainstOne[]): Promise<PairedCompetitors[]> {
  if (!rewardModel || specOf(rewardModel).kind === "pairwise") return [];
  const vectors = await vectorsOf(ctx.db, { completionSetIds: references.map(({ completionSetId }) => completionSetId), rewardModelId: rewardModel.id, against: "" });
  const scores = references.map(({ completionSetId }) => {
    const vector = vectors.get(completionSetId);
    return vector ? floatsFromBytes(vector.scores) : null;
  });
  return scores.flatMap((own, i) => scores.slice(i + 1).flatMap((other, offset) =>
    own && other ? [{ i, j: i + 1 + offset, outcomes: Float64Array.from(own, (score, p) => winIndicator(score, other[p] ?? NaN) ?? NaN) }] : []));
}
