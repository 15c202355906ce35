import type { Plan } from "@/lib/contracts";
import type { Db, Tx } from "@/lib/db/client";
import type { Episode } from "@/lib/db/generated/client";
import { newId } from "@/lib/db/new-id";

export type StoredEpisode = Episode;
export type EpisodeReason = "first" | "acknowledged" | "comparability" | "plan-changed";
export interface CurveKey { runId: string; rewardModelId: string; referenceSetId: string }

export async function currentEpisode(db: Db | Tx, curve: CurveKey): Promise<StoredEpisode | null> {
  const { runId, rewardModelId, referenceSetId } = curve;
  return db.episode.findFirst({ where: { runId, rewardModelId, referenceSetId }, orderBy: { number: "desc" } });
}

/** All of a curve's episodes, the current one last. */
export async function episodesInOrder(db: Db, { runId, rewardModelId, referenceSetId }: CurveKey): Promise<StoredEpisode[]> {
  return db.episode.findMany({ where: { runId, rewardModelId, referenceSetId }, orderBy: { number: "asc" } });
}

/** Number of the last look of a curve that has been numbered; 0 before the first. */
export async function lastLook(db: Db | Tx, { runId, rewardModelId, referenceSetId }: CurveKey): Promise<number> {
  const { _max } = await db.summary.aggregate({ where: { runId, rewardModelId, referenceSetId }, _max: { look: true } });
  return _max.look ?? 0;
}

/** Call it with the run locked. */
export async function insertEpisode(
  tx: Tx,
  curve: CurveKey,
  row: { number: number; identity: string | null; afterLook: number; reason: EpisodeReason; plan: Plan },
): Promise<StoredEpisode> {
  const { plan, ...columns } = row;
  const { runId, rewardModelId, referenceSetId } = curve;
  return tx.episode.create({ data: { id: newId(), runId, rewardModelId, referenceSetId, ...columns, ...plan } });
}

export async function setEpisodeIdentity(tx: Tx, id: string, identity: string): Promise<void> {
  await tx.episode.update({ where: { id }, data: { identity } });
}

/** Whether any look of the run has arrived: its part of the error budget is spent, or about to be. */
export async function hasLooks(db: Db | Tx, runId: string): Promise<boolean> {
  return (await db.summary.findFirst({ where: { runId, look: { not: null } }, select: { look: true } })) !== null;
}

/** Gives episodes that were begun before any look another plan. Call it with the run locked. */
export async function replanEpisodes(tx: Tx, runId: string, plan: Partial<Plan>): Promise<void> {
  await tx.episode.updateMany({ where: { runId }, data: plan });
}
