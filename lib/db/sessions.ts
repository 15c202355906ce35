import type { Scope } from "@/lib/contracts";
import type { Db } from "@/lib/db/client";

export interface LiveSession {
  keyId: string;
  scope: Scope;
  keyLastUsedAt: Date | null;
  expiresAt: Date;
}

/** The session with this hash, unless it has expired or its key is revoked. */
export async function liveSession(db: Db, hash: string, now: Date): Promise<LiveSession | null> {
  const row = await db.session.findUnique({ where: { hash }, include: { key: true } });
  if (!row || row.expiresAt <= now || row.key.revokedAt) return null;
  return { keyId: row.keyId, scope: row.key.scope as Scope, keyLastUsedAt: row.key.lastUsedAt, expiresAt: row.expiresAt };
}

/** Also removes sessions that have expired. */
export async function insertSession(db: Db, row: { hash: string; keyId: string; createdAt: Date; expiresAt: Date }): Promise<void> {
  await db.$transaction([db.session.deleteMany({ where: { expiresAt: { lte: row.createdAt } } }), db.session.create({ data: row })]);
}

export async function removeSession(db: Db, hash: string): Promise<void> {
  await db.session.deleteMany({ where: { hash } });
}

/** Also removes codes that have expired. */
export async function insertSignInCode(db: Db, row: { hash: string; expiresAt: Date }, now: Date): Promise<void> {
  await db.$transaction([db.signInCode.deleteMany({ where: { expiresAt: { lte: now } } }), db.signInCode.create({ data: row })]);
}

/** Uses a code up; of several who try at once, one gets true. */
export async function takeSignInCode(db: Db, hash: string, now: Date): Promise<boolean> {
  const { count } = await db.signInCode.updateMany({ where: { hash, usedAt: null, expiresAt: { gt: now } }, data: { usedAt: now } });
  return count === 1;
}

/** The key's scope, unless it is revoked or unknown. */
export async function liveKeyScope(db: Db, keyId: string): Promise<Scope | null> {
  const row = await db.apiKey.findUnique({ where: { id: keyId } });
  return row && !row.revokedAt ? (row.scope as Scope) : null;
}
