import type { Context } from "@/lib/context";
import { changeAlert } from "@/lib/context/change-alert";
import { requestJob } from "@/lib/context/request-job";
import { startEpisode } from "@/lib/context/start-episode";
import type { Alert } from "@/lib/contracts";
import { nameOfKey } from "@/lib/db/alerts";

/**
 * Notes that somebody has seen an alert. After a regression detection goes on in a new episode: with a fresh error budget, and
 * with the checkpoints that come from now on. Twice is once.
 * @param by id of the API key that asks
 * @throws DomainError not-found
 */
export async function acknowledgeAlert(ctx: Context, { id, by }: { id: string; by: string }): Promise<Alert> {
  return changeAlert(ctx, id, { kind: "acknowledged" }, async (tx, { kind, runId, rewardModelId, referenceSetId }) => {
    const columns = { acknowledgedBy: (await nameOfKey(tx, by)) ?? by, acknowledgedAt: ctx.now() };
    if (kind !== "regression" || rewardModelId === null || referenceSetId === null) return { columns };
    await startEpisode(tx, { runId, rewardModelId, referenceSetId, reason: "acknowledged" });
    return { columns, deliveries: [await requestJob(tx, "detect-changes", { runId })] };
  });
}
