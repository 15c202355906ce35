import type { Plan } from "@/lib/contracts";
import type { Tx } from "@/lib/db/client";
import { currentEpisode, insertEpisode, lastLook, type CurveKey, type EpisodeReason, type StoredEpisode } from "@/lib/db/episodes";
import { lockRun, planOfRun } from "@/lib/db/runs";

/**
 * Begins a new episode of detection on one curve: looks that come later, with a fresh error budget. What was found
 * before stays as it is. The plan is the one before, with what is given changed.
 */
export async function startEpisode(
  tx: Tx,
  { reason, plan, ...curve }: CurveKey & { reason: Exclude<EpisodeReason, "first" | "comparability">; plan?: Partial<Plan> | undefined },
): Promise<StoredEpisode> {
  await lockRun(tx, curve.runId);
  const before = await currentEpisode(tx, curve);
  const { expectedLooks, alpha, delta } = { ...(before ?? (await planOfRun(tx, curve.runId))), ...plan };
  const afterLook = await lastLook(tx, curve);
  return insertEpisode(tx, curve, { number: (before?.number ?? 0) + 1, identity: null, afterLook, reason, plan: { expectedLooks, alpha, delta } });
}
