import type { Context } from "@/lib/context";
import { promptsOf } from "@/lib/context/prompts-of";
import { hasUnfinished } from "@/lib/db/checkpoints";
import type { StoredEpisode } from "@/lib/db/episodes";
import { noteRunChange } from "@/lib/db/run-events";
import { findRun, lockRun } from "@/lib/db/runs";
import { identitiesOf } from "@/lib/db/summaries";
import { splitAlpha } from "@/lib/detect/categories";
import { alarmOn } from "@/lib/pipeline/alarm-on";
import { decideCurve } from "@/lib/pipeline/decide-curve";
import { findOverOptimisation } from "@/lib/pipeline/find-over-optimisation";
import { openCurve, type OpenCurve } from "@/lib/pipeline/open-curve";
import { testNewLooks } from "@/lib/pipeline/test-new-looks";
import type { JobPayload } from "@/lib/queue/jobs";

/**
 * After points of a run have become final: tests the looks that are new on every curve, then decides each branch anew
 * (regression, over-optimisation, best checkpoint), stores the decisions and raises alarms on the primary curve.
 * May run twice: a test is stored once, a decision on the same points is not made again, an alarm has one key.
 */
export async function detectChanges(ctx: Context, { runId }: JobPayload<"detect-changes">): Promise<void> {
  const run = await findRun(ctx.db, runId);
  if (!run) return;
  const { tags, clusters, nClusters } = await promptsOf(ctx, run.promptSetId);
  const familiesOf = (alpha: number) => splitAlpha(tags, alpha);
  for (const { referenceSet } of run.referenceSets) {
    const tested: { open: OpenCurve; episode: StoredEpisode }[] = [];
    for (const { rewardModel } of run.rewardModels) {
      const key = { runId, rewardModelId: rewardModel.id, referenceSetId: referenceSet.id };
      // While history is being scored again, half of it would be compared with the other half.
      if ((await identitiesOf(ctx.db, key)).length > 1 && (await hasUnfinished(ctx.db, runId))) continue;
      const open = await openCurve(ctx, key);
      const episode = await testNewLooks(ctx, { curve: open.main, valuesOn: open.valuesOn, clusters, familiesOf });
      if (episode) tested.push({ open, episode });
    }
    for (const { name: branch } of run.branches) {
      const overOptimisation = await findOverOptimisation(ctx, run, { tested, branch, clusters, familiesOf });
      for (const { open, episode } of tested) {
        const curve = await open.onBranch(branch);
        const decided = await decideCurve(ctx, {
          curve, episode, loadValues: () => open.valuesOn(branch), clusters, nClusters, families: familiesOf(episode.alpha), overOptimisation,
        });
        if (!decided) continue;
        const deliveries = await ctx.db.$transaction(async (tx) => {
          await lockRun(tx, runId);
          await decided.store(tx);
          await noteRunChange(tx, [runId], "curve");
          return alarmOn(tx, curve, episode, decided.findings);
        });
        await ctx.enqueue(deliveries);
      }
    }
  }
}
