import type { Db } from "@/lib/db/client";
import { itemStatus } from "@/lib/db/vector-bytes";
import type { ScoreVector } from "@/lib/db/generated/client";

/** `against`: the references' completion set for a pairwise model, empty for one that scores one text. */
export interface VectorKey { completionSetId: string; rewardModelId: string; against: string }

export async function findScoreVector(db: Db, key: VectorKey): Promise<ScoreVector | null> {
  return db.scoreVector.findUnique({ where: { completionSetId_rewardModelId_against: key } });
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

/** Writes the vector; a complete one of the same identity is never overwritten by a worker that lost its lease. */
export async function storeScoreVector(db: Db, key: VectorKey, state: VectorState): Promise<void> {
  const { count } = await db.scoreVector.updateMany({
    where: { ...key, NOT: { complete: true, identity: state.identity } }, data: state,
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
