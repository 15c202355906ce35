import type { Db, Tx } from "@/lib/db/client";
import { itemStatus } from "@/lib/db/vector-bytes";
import type { ScoreVector } from "@/lib/db/generated/client";

export type { ScoreVector };

/** `against`: the references' completion set for a pairwise model, empty for one that scores one text. */
export interface VectorKey { completionSetId: string; rewardModelId: string; against: string }

export async function findScoreVector(db: Db | Tx, key: VectorKey): Promise<ScoreVector | null> {
  return db.scoreVector.findUnique({ where: { completionSetId_rewardModelId_against: key } });
}

/** Whole vectors by subject, as they all were at one moment: while history is scored again, two reads could see two revisions. */
export async function findScoreVectors(db: Db, keys: readonly VectorKey[]): Promise<Map<string, ScoreVector>> {
  const rows = keys.length === 0 ? [] : await db.scoreVector.findMany({ where: { OR: keys.map(({ completionSetId, rewardModelId, against }) => ({ completionSetId, rewardModelId, against })) } });
  return new Map(rows.map((row) => [vectorSubject(row), row]));
}

/** Scores and statuses of several completion sets by one reward model, by completion set. */
export async function vectorsOf(
  db: Db,
  { completionSetIds, rewardModelId, against }: { completionSetIds: readonly string[]; rewardModelId: string; against: string },
): Promise<Map<string, Pick<ScoreVector, "scores" | "statuses" | "identity">>> {
  const rows = await db.scoreVector.findMany({
    where: { completionSetId: { in: [...new Set(completionSetIds)] }, rewardModelId, against },
    select: { completionSetId: true, scores: true, statuses: true, identity: true },
  });
  return new Map(rows.map(({ completionSetId, ...vector }) => [completionSetId, vector]));
}

/** Names a vector in one text; also the subject of the task that scores it. */
export const vectorSubject = ({ completionSetId, rewardModelId, against }: VectorKey): string => `${completionSetId}|${rewardModelId}|${against}`;

export interface VectorProgress { identity: string; complete: boolean; nFailed: number }

/** How far vectors are, without their scores, by subject; absent where scoring has not begun. */
export async function vectorProgress(
  db: Db | Tx,
  { completionSetIds, rewardModelIds }: { completionSetIds: readonly string[]; rewardModelIds: readonly string[] },
): Promise<Map<string, VectorProgress>> {
  const rows = await db.scoreVector.findMany({
    where: { completionSetId: { in: [...new Set(completionSetIds)] }, rewardModelId: { in: [...rewardModelIds] } },
    select: { completionSetId: true, rewardModelId: true, against: true, identity: true, complete: true, nFailed: true },
  });
  return new Map(rows.map(({ identity, complete, nFailed, ...key }) => [vectorSubject(key), { identity, complete, nFailed }]));
}

export interface VectorState {
  identity: string;
  scores: Uint8Array<ArrayBuffer>;
  statuses: Uint8Array<ArrayBuffer>;
  /** [nPrompts x k] float32, or null: see the schema. */
  details: Uint8Array<ArrayBuffer> | null;
  errors: Record<string, string>;
  nDone: number; nTotal: number; nFailed: number; nTruncated: number; nCached: number;
  complete: boolean;
}

/**
 * Writes the vector. A complete one of the same identity gives way only to a complete one with fewer failed items: a worker
 * that lost its lease overwrites nothing, and what failed can be tried again without a gap in between.
 */
export async function storeScoreVector(db: Db | Tx, key: VectorKey, state: VectorState): Promise<void> {
  const asGood = state.complete ? { nFailed: { lte: state.nFailed } } : {};
  const { count } = await db.scoreVector.updateMany({
    where: { ...key, NOT: { complete: true, identity: state.identity, ...asGood } }, data: state,
  });
  if (count === 1) return;
  await db.scoreVector.createMany({ data: [{ ...key, ...state }], skipDuplicates: true });
}

export interface ItemCounts { nDone: number; nTotal: number; nFailed: number; nTruncated: number }

/** Counts of a vector's status bytes; missing items are no part of the work. */
export function countItems(statuses: Uint8Array): ItemCounts {
  const counts: ItemCounts = { nDone: 0, nTotal: 0, nFailed: 0, nTruncated: 0 };
  for (const status of statuses) {
    const kind = status & 0b11;
    if (kind === itemStatus.missing) continue;
    counts.nTotal++;
    if (kind === itemStatus.pending) continue;
    counts.nDone++;
    if (kind === itemStatus.failed) counts.nFailed++;
    else if (status & 0b1100) counts.nTruncated++;
  }
  return counts;
}
