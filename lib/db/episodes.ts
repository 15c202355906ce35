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

/** Whether any look of the run has spent a part of its error budget. */
export async function hasTests(db: Db | Tx, runId: string): Promise<boolean> {
  return (await db.lookTest.findFirst({ where: { episode: { runId } }, select: { k: true } })) !== null;
}
