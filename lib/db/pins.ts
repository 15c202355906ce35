import type { Db, Tx } from "@/lib/db/client";
import type { Pin } from "@/lib/db/generated/client";

export type StoredPin = Pin;
export interface PinKey { runId: string; branch: string; step: number }

const keyOf = ({ runId, branch, step }: PinKey) => ({ runId, branch, step: BigInt(step) });

export async function findPin(db: Db | Tx, key: PinKey): Promise<StoredPin | null> {
  return db.pin.findUnique({ where: { runId_branch_step: keyOf(key) } });
}

export async function insertPin(tx: Tx, key: PinKey): Promise<StoredPin> {
  return tx.pin.create({ data: keyOf(key) });
}

/** @returns whether there was one */
export async function removePin(tx: Tx, key: PinKey): Promise<boolean> {
  const { count } = await tx.pin.deleteMany({ where: keyOf(key) });
  return count === 1;
}

/** Pins of a run in step order, then branch. */
export async function pinsInOrder(db: Db | Tx, runId: string): Promise<StoredPin[]> {
  return db.pin.findMany({ where: { runId }, orderBy: [{ step: "asc" }, { branch: "asc" }] });
}
