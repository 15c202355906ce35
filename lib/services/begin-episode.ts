import type { Context } from "@/lib/context";
import { runOrThrow } from "@/lib/context/find-or-throw";
import { presentEpisode } from "@/lib/context/present-episode";
import { requestJob } from "@/lib/context/request-job";
import { startEpisode } from "@/lib/context/start-episode";
import type { Episode, Plan } from "@/lib/contracts";
import { noteRunChange } from "@/lib/db/run-events";
import { DomainError } from "@/lib/errors";

/**
 * Begins a new episode of detection on every curve of a run: looks that come later, a fresh error budget, another plan if
 * one is given. @returns the primary curve's @throws DomainError not-found, invalid-request (a run without a curve)
 */
export async function beginEpisode(ctx: Context, { run: ref, plan }: { run: string; plan?: Partial<Plan> | undefined }): Promise<Episode> {
  const run = await runOrThrow(ctx.db, ref);
  const curves = run.rewardModels.flatMap(({ rewardModel }) => run.referenceSets.map(({ referenceSet }) => ({ rewardModelId: rewardModel.id, referenceSetId: referenceSet.id })));
  const { begun, delivery } = await ctx.db.$transaction(async (tx) => {
    const episodes = [];
    for (const curve of curves) episodes.push(await startEpisode(tx, { runId: run.id, ...curve, reason: "plan-changed", plan }));
    await noteRunChange(tx, [run.id], "curve");
    return { begun: episodes, delivery: await requestJob(tx, "detect-changes", { runId: run.id }) };
  });
  await ctx.enqueue([delivery]);
  const primary = begun.find(({ rewardModelId, referenceSetId }) => rewardModelId === run.primaryRewardModelId && referenceSetId === run.primaryReferenceSetId);
  if (!primary) throw new DomainError("invalid-request", "This run has no primary reward model and reference set to test on.");
  return presentEpisode(primary);
}
