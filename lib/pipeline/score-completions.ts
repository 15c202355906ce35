import type { Context } from "@/lib/context";
import { rewardModelOrThrow } from "@/lib/context/find-or-throw";
import { findCompletionSet } from "@/lib/db/completion-sets";
import { findScoreVector } from "@/lib/db/score-vectors";
import { DomainError } from "@/lib/errors";
import type { JobPayload } from "@/lib/queue/jobs";
import type { ItemScore, RewardModelPool } from "@/lib/reward-models/reward-model";
import { announceScores } from "@/lib/pipeline/announce-scores";
import type { StageRun } from "@/lib/pipeline/run-stage";
import { openScoringWork, type ScoringWork } from "@/lib/pipeline/scoring-work";
import { StageDeferred } from "@/lib/pipeline/stage-deferred";

/** How often scores are kept while a set is being scored: what a crash can cost, and how live the curve is. */
const keepEveryMs = 1000;

/**
 * Scores one completion set by one reward model. Items that the cache or an earlier, interrupted run answered are not
 * scored again; what is scored is kept every second, so that a worker may die anywhere.
 * @throws StageDeferred while the reward model is being checked; DomainError reward-model-failed, reward-model-changed
 */
export async function scoreCompletions(
  ctx: Context,
  pool: RewardModelPool,
  key: JobPayload<"score-completions">,
  run: StageRun,
): Promise<void> {
  const set = await findCompletionSet(ctx.db, key.completionSetId);
  if (!set) return;
  const rewardModel = await rewardModelOrThrow(ctx.db, key.rewardModelId);
  if (rewardModel.status === "checking") throw new StageDeferred(5000);
  if (rewardModel.status === "failed" || !rewardModel.identity) {
    throw new DomainError("reward-model-failed", `The reward model ${rewardModel.name} failed its check; its page says why. Mend it and register it again.`);
  }
  if (rewardModel.spec.backend.type === "imported") {
    // Nothing can be asked: the checkpoint waits for its preferences. Those that came before its texts were measured are drawn anew.
    if (await findScoreVector(ctx.db, key)) await announceScores(ctx, key);
    return;
  }

  const work = await openScoringWork(ctx, { key, identity: rewardModel.identity, promptSetId: set.promptSetId });
  if (work.items.length > 0) {
    const model = await pool.open(rewardModel.spec, { recorded: rewardModel.goldenScores });
    if (model.loaded.identity !== rewardModel.identity) {
      throw new DomainError(
        "reward-model-changed",
        `The files of ${rewardModel.name} on this worker differ from those it was registered with, so its scores would not be comparable. Restore the files, or register the new ones under another name.`,
      );
    }
    await scoreItems(ctx, work, run.signal, (onResults) =>
      model.score(work.items.map(({ item }) => item), { signal: run.signal, onResults }));
  }
  await work.keep();
  await announceScores(ctx, key);
}

type Results = readonly { index: number; result: ItemScore }[];

/** Takes results as they come and keeps them every second, one write at a time; a failed write stops the stage. */
async function scoreItems(
  ctx: Context,
  work: ScoringWork,
  signal: AbortSignal,
  score: (onResults: (results: Results) => void) => Promise<void>,
): Promise<void> {
  let failure: unknown;
  let keeping: Promise<void> | null = null;
  const keep = () => {
    keeping ??= work.keep()
      .then(() => announceScores(ctx, work.key))
      .catch((error: unknown) => { failure ??= error; })
      .finally(() => { keeping = null; });
  };
  const timer = setInterval(keep, keepEveryMs);
  try {
    await score((results) => {
      signal.throwIfAborted();
      work.take(results);
    });
  } catch (error) {
    if (keeping) await keeping;
    // Whatever was scored before an interruption is worth keeping.
    await work.keep().catch(() => undefined);
    throw error;
  } finally {
    clearInterval(timer);
    if (keeping) await keeping;
  }
  if (failure) throw failure;
}
