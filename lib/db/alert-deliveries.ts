import type { Db, Tx } from "@/lib/db/client";

export interface DeliveryKey { alertId: string; channelId: string }
export interface StoredError { code: string; message: string }

export async function insertDeliveries(tx: Tx, alertId: string, channelIds: readonly string[]): Promise<void> {
  await tx.alertDelivery.createMany({ data: channelIds.map((channelId) => ({ alertId, channelId })), skipDuplicates: true });
}

/**
 * Counts an attempt before it is made, so that one that ends the process counts too.
 * @returns its number, from 1; null if the delivery is over (delivered, failed) or gone with its channel
 */
export async function beginAttempt(db: Db, key: DeliveryKey): Promise<number | null> {
  const rows = await db.alertDelivery.updateManyAndReturn({ where: { ...key, status: "pending" }, data: { attempts: { increment: 1 } }, select: { attempts: true } });
  return rows[0]?.attempts ?? null;
}

export async function markDelivered(db: Db, key: DeliveryKey, now: Date): Promise<void> {
  await db.alertDelivery.updateMany({ where: { ...key, status: "pending" }, data: { status: "delivered", deliveredAt: now } });
}

/** Keeps the error of an attempt. @param isFinal nothing is tried after it */
export async function noteFailure(db: Db, key: DeliveryKey, error: StoredError, isFinal: boolean): Promise<void> {
  await db.alertDelivery.updateMany({ where: { ...key, status: "pending" }, data: { error: { ...error }, ...(isFinal && { status: "failed" }) } });
}
