import type { z } from "zod";
import type { Context } from "@/lib/context";
import { checkpointOrThrow } from "@/lib/context/checkpoint-or-throw";
import { selectCurve, type SelectedCurve } from "@/lib/context/select-curve";
import type { importPreferences as contract } from "@/lib/contracts";
import { comparedCompletions } from "@/lib/db/completion-sets";
import { promptPositions } from "@/lib/db/prompt-sets";
import { lockRewardModel, specOf } from "@/lib/db/reward-models";
import { countItems, findScoreVector, storeScoreVector } from "@/lib/db/score-vectors";
import { bytesFromFloats } from "@/lib/db/vector-bytes";
import { DomainError } from "@/lib/errors";
import { placePreferences, type PreferenceVectors } from "@/lib/pipeline/place-preferences";
import { requestPoints } from "@/lib/pipeline/request-points";

type Body = z.infer<NonNullable<typeof contract.body>>;
type Answer = z.infer<typeof contract.response>;

/**
 * Keeps what a judge said elsewhere of a checkpoint's completions against a reference set, as the scores of a pairwise model that is asked
 * nothing. What was imported stays: the same again changes nothing, pairs without a preference may be filled in later.
 * @returns changed: false when all of it was known
 * @throws DomainError not-found (run, checkpoint), invalid-request naming the field or keys, preferences-conflict; nothing is kept then
 */
export async function importPreferences(ctx: Context, { run: runRef, body }: { run: string; body: Body }): Promise<{ answer: Answer; changed: boolean }> {
  const curve = await selectCurve(ctx, { run: runRef, rewardModel: body.rewardModel, referenceSet: body.referenceSet, branch: body.branch });
  const { run, rewardModel, referenceSet } = importable(curve);
  const checkpoint = await checkpointOrThrow(ctx.db, { runId: run.id, step: body.step, branch: body.branch });
  const key = { completionSetId: checkpoint.completionSetId, rewardModelId: rewardModel.id, against: referenceSet.completionSetId };

  const completions = await comparedCompletions(ctx.db, key.completionSetId);
  const references = await comparedCompletions(ctx.db, key.against);
  const positions = await promptPositions(ctx.db, run.promptSetId);
  const { vectors, changed, deliveries } = await ctx.db.$transaction(async (tx) => {
    // Two imports at once each keep what the other has kept.
    await lockRewardModel(tx, rewardModel.id);
    const placed = placePreferences({
      given: body.preferences, allowMissing: body.allowMissing, positions,
      isPair: (position) => completions.has(position) && references.has(position), before: await findScoreVector(tx, key),
    });
    if (placed.changed) await storeScoreVector(tx, key, stateOf(placed.vectors, rewardModel.identity ?? ""));
    return { ...placed, deliveries: placed.changed ? await requestPoints(tx, key) : [] };
  }, { timeout: 60_000 });
  await ctx.enqueue(deliveries);
  const { nDone, nFailed } = countItems(vectors.statuses);
  return {
    changed,
    answer: {
      checkpointId: checkpoint.id, step: body.step, branch: body.branch, rewardModel: rewardModel.name, referenceSet: referenceSet.name,
      nPreferences: nDone - nFailed, nFailed,
    },
  };
}

function stateOf({ scores, statuses, errors }: PreferenceVectors, identity: string) {
  return { identity, scores: bytesFromFloats(scores), statuses: new Uint8Array(statuses), details: null, errors, ...countItems(statuses), nCached: 0, complete: true };
}

function importable({ run, rewardModel, referenceSet }: SelectedCurve) {
  if (!rewardModel || !referenceSet) {
    const message = "the run has none; name one";
    throw new DomainError("invalid-request", `referenceSet: ${message}.`, { errors: [{ path: "/referenceSet", message }] });
  }
  if (specOf(rewardModel).backend.type !== "imported") {
    const message = `${rewardModel.name} scores by itself; preferences are imported for a model registered with backend {"type": "imported"}`;
    throw new DomainError("invalid-request", `rewardModel: ${message}.`, { errors: [{ path: "/rewardModel", message }] });
  }
  return { run, rewardModel, referenceSet };
}
