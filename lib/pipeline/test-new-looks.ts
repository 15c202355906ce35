import type { Context } from "@/lib/context";
import type { SelectedCurve } from "@/lib/context/select-curve";
import { currentEpisode, insertEpisode, setEpisodeIdentity, type CurveKey, type StoredEpisode } from "@/lib/db/episodes";
import { insertLookTest, looksInArrival, testsOfEpisode, type ArrivedLook } from "@/lib/db/look-tests";
import { lockRun } from "@/lib/db/runs";
import type { Family } from "@/lib/detect/categories";
import { planOf } from "@/lib/detect/detector-plan";
import type { Look } from "@/lib/detect/look";
import { decidingMetric } from "@/lib/context/deciding-metric";
import type { LookValues } from "@/lib/pipeline/load-looks";

export interface NewLooksInput {
  curve: SelectedCurve;
  /** Points of the curve as a branch shows it. */
  valuesOn: (branch: string) => Promise<readonly LookValues[]>;
  /** [nPrompts] cluster ids. */
  clusters: Int32Array;
  /** Prompts tested together, for an error budget. */
  familiesOf: (alpha: number) => Family[];
}

/**
 * Tests every look of a curve that has not been tested yet, in order of arrival, each against the looks before it on
 * its own branch's lineage. What is stored stays: a look spends its share of the error budget once.
 * @returns the current episode; null before the first look
 */
export async function testNewLooks(ctx: Context, { curve, valuesOn, clusters, familiesOf }: NewLooksInput): Promise<StoredEpisode | null> {
  const { rewardModel, referenceSet, run } = curve;
  if (!rewardModel || !referenceSet) return null;
  const key = { runId: run.id, rewardModelId: rewardModel.id, referenceSetId: referenceSet.id };
  const metric = decidingMetric(rewardModel);
  const arrived = await looksInArrival(ctx.db, key);
  const episode = await openEpisode(ctx, key, run, arrived);
  if (!episode) return null;

  const own = new Map(arrived.filter(({ look, identity }) => look > episode.afterLook && identity === episode.identity).map((look) => [look.checkpointId, look.look - episode.afterLook]));
  const tested = new Set((await testsOfEpisode(ctx.db, episode.id)).map(({ checkpointId }) => checkpointId));
  for (const { checkpointId, branch } of arrived) {
    const at = own.get(checkpointId);
    if (at === undefined || tested.has(checkpointId)) continue;
    const looks = looksOf(await valuesOn(branch), metric, own).filter(({ arrival }) => arrival <= at);
    const finding = await ctx.statistics.compute("testFamilies", { looks, at, plan: planOf(episode), clusters, families: familiesOf(episode.alpha) });
    await ctx.db.$transaction((tx) => insertLookTest(tx, episode.id, { checkpointId, k: at, ...finding }));
  }
  return episode;
}

/** Points of a branch that belong to an episode, as its detector sees them. @param arrivals k of each checkpoint of the episode */
export function looksOf(values: readonly LookValues[], metric: "winProbability" | "winRate", arrivals: ReadonlyMap<string, number>): Look[] {
  return values.flatMap((look) => {
    const arrival = arrivals.get(look.checkpointId);
    return arrival === undefined ? [] : [{ step: look.step, arrival, values: look[metric], incomplete: look.incomplete }];
  });
}

/**
 * The current episode. Where the latest look was produced by something else than the episode's (another reward model's
 * revision, references, temperature), a new one begins with the first look after the last one of another kind.
 */
async function openEpisode(ctx: Context, key: CurveKey, run: SelectedCurve["run"], arrived: readonly ArrivedLook[]): Promise<StoredEpisode | null> {
  const latest = arrived.at(-1);
  if (!latest) return currentEpisode(ctx.db, key);
  return ctx.db.$transaction(async (tx) => {
    await lockRun(tx, key.runId);
    const episode = await currentEpisode(tx, key);
    const { expectedLooks, alpha, delta } = episode ?? run;
    const { identity } = latest;
    const afterLook = arrived.findLast((look) => look.identity !== identity)?.look ?? 0;
    const begin = (number: number, reason: "first" | "comparability") =>
      insertEpisode(tx, key, { number, identity, afterLook, reason, plan: { expectedLooks, alpha, delta } });
    if (!episode) return begin(1, "first");
    if (latest.look <= episode.afterLook || episode.identity === identity) return episode;
    if (episode.identity !== null) return begin(episode.number + 1, "comparability");
    await setEpisodeIdentity(tx, episode.id, identity);
    return { ...episode, identity };
  });
}
