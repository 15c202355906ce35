import type { Context } from "@/lib/context";
import { changeAlert } from "@/lib/context/change-alert";
import { requestJob } from "@/lib/context/request-job";
import { startEpisode } from "@/lib/context/start-episode";
import type { Alert } from "@/lib/contracts";
import type { StoredAlert } from "@/lib/db/alerts";
import type { Tx } from "@/lib/db/client";
import { currentEpisode, type CurveKey } from "@/lib/db/episodes";
import { nameOfKey } from "@/lib/db/keys";
import { findRun } from "@/lib/db/runs";

/**
 * Notes that somebody has seen an alert. After a regression or over-optimisation, detection goes on in a new episode: with a
 * fresh error budget, and with the checkpoints that come from now on; not where one has begun since the alert. Twice is once.
 * @param by id of the API key that asks
 * @throws DomainError not-found
 */
export async function acknowledgeAlert(ctx: Context, { id, by }: { id: string; by: string }): Promise<Alert> {
  return changeAlert(ctx, id, { kind: "acknowledged" }, async (tx, alert) => {
    const columns = { acknowledgedBy: (await nameOfKey(tx, by)) ?? by, acknowledgedAt: ctx.now() };
    const curve = await alarmedCurve(tx, alert);
    const episode = curve && (await currentEpisode(tx, curve));
    if (!curve || (episode && episode.startedAt > alert.createdAt)) return { columns };
    await startEpisode(tx, { ...curve, reason: "acknowledged" });
    return { columns, deliveries: [await requestJob(tx, "detect-changes", { runId: curve.runId })] };
  });
}

/** The curve whose detector raised the alarm: of over-optimisation the held-out model's. Null where no detector did. */
async function alarmedCurve(tx: Tx, { kind, runId, rewardModelId, referenceSetId }: StoredAlert): Promise<CurveKey | null> {
  if (kind === "scoring-failed" || rewardModelId === null || referenceSetId === null) return null;
  if (kind === "regression") return { runId, rewardModelId, referenceSetId };
  const heldOut = (await findRun(tx, runId))?.rewardModels.find(({ role }) => role === "held-out");
  return { runId, rewardModelId: heldOut?.rewardModel.id ?? rewardModelId, referenceSetId };
}
