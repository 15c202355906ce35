import type { Context } from "@/lib/context";
import type { SelectedCurve } from "@/lib/context/select-curve";
import { lengthsOf } from "@/lib/db/completion-sets";
import { specOf } from "@/lib/db/reward-models";
import { vectorsOf } from "@/lib/db/score-vectors";
import { comparableSide, parity, sideOf } from "@/lib/pipeline/side-of";
import type { PairSides } from "@/lib/stats/pair-outcomes";

export interface LoadedSides {
  /** Both sides of every pair of a completion set with a reference set, as they compare. */
  pairsOf(completionSetId: string, referenceSet: { completionSetId: string }): PairSides;
  /** [nPrompts] characters; null where not known. */
  lengthsOf(completionSetId: string): Float32Array | null;
}

/** Stored scores of completion sets and of references by a curve's reward model. */
export async function loadSides(
  ctx: Context,
  { run, rewardModel }: Pick<SelectedCurve, "run"> & { rewardModel: NonNullable<SelectedCurve["rewardModel"]> },
  { completionSetIds, referenceSets }: { completionSetIds: readonly string[]; referenceSets: readonly { completionSetId: string }[] },
): Promise<LoadedSides> {
  const { nPrompts } = run.promptSet;
  const spec = specOf(rewardModel);
  const pairwise = spec.kind === "pairwise";
  const referenceIds = referenceSets.map(({ completionSetId }) => completionSetId);
  const lengths = await lengthsOf(ctx.db, [...completionSetIds, ...referenceIds]);
  const known = (completionSetId: string) => lengths.get(completionSetId) ?? null;
  // A pairwise model has a vector for each reference set; the scores of any other are one vector.
  const wanted = pairwise ? referenceIds.map((against) => ({ against, ids: completionSetIds })) : [{ against: "", ids: [...completionSetIds, ...referenceIds] }];
  const vectors = new Map<string, Awaited<ReturnType<typeof vectorsOf>>>();
  for (const { against, ids } of wanted) vectors.set(against, await vectorsOf(ctx.db, { completionSetIds: ids, rewardModelId: rewardModel.id, against }));
  const side = (completionSetId: string, against: string) => sideOf(vectors.get(against)?.get(completionSetId), nPrompts);
  const references = new Map(referenceIds.map((id) => [id, pairwise ? parity(known(id), nPrompts) : side(id, "")]));
  return {
    lengthsOf: known,
    pairsOf(completionSetId, { completionSetId: against }) {
      const reference = references.get(against) ?? sideOf(undefined, nPrompts);
      const own = comparableSide(side(completionSetId, pairwise ? against : ""), reference);
      return { score: own.scores, statuses: own.statuses, referenceScore: reference.scores, referenceStatuses: reference.statuses, temperature: spec.temperature ?? 1 };
    },
  };
}
