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
  const { primaryRewardModelId, primaryReferenceSetId } = run;
  if (primaryRewardModelId === null || primaryReferenceSetId === null) throw new DomainError("invalid-request", "This run has no primary reward model and reference set to test on.");
  const primary = { rewardModelId: primaryRewardModelId, referenceSetId: primaryReferenceSetId };
  const others = run.rewardModels
    .flatMap(({ rewardModel }) => run.referenceSets.map(({ referenceSet }) => ({ rewardModelId: rewardModel.id, referenceSetId: referenceSet.id })))
    .filter((curve) => curve.rewardModelId !== primary.rewardModelId || curve.referenceSetId !== primary.referenceSetId);
  const { begun, delivery } = await ctx.db.$transaction(async (tx) => {
    const begin = (curve: typeof primary) => startEpisode(tx, { runId: run.id, ...curve, reason: "plan-changed", plan });
    const begun = await begin(primary);
    for (const curve of others) await begin(curve);
    await noteRunChange(tx, [run.id], "curve");
    return { begun, delivery: await requestJob(tx, "detect-changes", { runId: run.id }) };
  });
  await ctx.enqueue([delivery]);
  return presentEpisode(begun);
}
