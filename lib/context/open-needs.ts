import { scoringNeeds, type ScoringNeed } from "@/lib/db/checkpoints";
import type { Db, Tx } from "@/lib/db/client";
import type { StoredRun } from "@/lib/db/runs";
import { vectorProgress, vectorSubject } from "@/lib/db/score-vectors";

/**
 * What a run needs scored and is not, in the order of `scoringNeeds`: vectors that are absent, unfinished or made by an earlier identity
 * of their reward model; with `retryFailed` those with failed items too.
 */
export async function openNeeds(db: Db | Tx, run: StoredRun, options: { retryFailed: boolean }): Promise<ScoringNeed[]> {
  const needs = await scoringNeeds(db, { runId: run.id });
  const identities = new Map(run.rewardModels.map(({ rewardModel }) => [rewardModel.id, rewardModel.identity]));
  const progress = await vectorProgress(db, { completionSetIds: needs.map(({ completionSetId }) => completionSetId), rewardModelIds: [...identities.keys()] });
  const isOpen = (need: ScoringNeed) => {
    const vector = progress.get(vectorSubject(need));
    return !vector?.complete || vector.identity !== identities.get(need.rewardModelId) || (options.retryFailed && vector.nFailed > 0);
  };
  return needs.filter(isOpen);
}
