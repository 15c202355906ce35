import type { Scope } from "@/lib/contracts";
import type { Db, Tx } from "@/lib/db/client";
import type { ApiKey } from "@/lib/db/generated/client";

export type StoredKey = Omit<ApiKey, "scope"> & { scope: Scope };
const plain = (row: ApiKey) => row as StoredKey;

export async function insertKey(
  db: Db | Tx,
  row: { id: string; name: string; scope: Scope; hash: string; prefix: string; createdAt: Date },
): Promise<StoredKey> {
  return plain(await db.apiKey.create({ data: row }));
}

/** Revoked keys too. */
export async function keyByHash(db: Db | Tx, hash: string): Promise<StoredKey | null> {
  const row = await db.apiKey.findUnique({ where: { hash } });
  return row && plain(row);
}

export async function isKeyNameTaken(db: Db | Tx, name: string): Promise<boolean> {
  return (await db.apiKey.count({ where: { name } })) > 0;
}

/** Keys that are not revoked, newest id first; one more than `limit`. */
export async function pageOfKeys(db: Db, page: { limit: number; cursor?: string | undefined; name?: string | undefined }): Promise<StoredKey[]> {
  const rows = await db.apiKey.findMany({
    where: {
      revokedAt: null,
      ...(page.name === undefined ? {} : { name: page.name }),
      ...(page.cursor === undefined ? {} : { id: { lt: page.cursor } }),
    },
    orderBy: { id: "desc" },
    take: page.limit + 1,
  });
  return rows.map(plain);
}

/** Notes a use, at most once a minute for one key. */
export async function touchKey(db: Db, id: string, now: Date): Promise<void> {
  const minuteAgo = new Date(now.getTime() - 60_000);
  await db.apiKey.updateMany({ where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: minuteAgo } }] }, data: { lastUsedAt: now } });
}

/**
 * Revokes a key that is not revoked yet, by id or name, and ends its sessions. The name becomes free for a new key.
 * Admin keys are locked first, so that two revocations at once cannot take the last two.
 */
export async function revokeKeyUnlessLastAdmin(db: Db, ref: string, now: Date): Promise<"revoked" | "not-found" | "last-admin"> {
  return db.$transaction(async (tx) => {
    const admins = await tx.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "ApiKey" WHERE "scope" = 'admin' AND "revokedAt" IS NULL ORDER BY "id" FOR UPDATE`;
    const key = await tx.apiKey.findFirst({ where: { revokedAt: null, OR: [{ id: ref }, { name: ref }] } });
    if (!key) return "not-found";
    if (admins.length === 1 && admins[0]?.id === key.id) return "last-admin";
    await tx.session.deleteMany({ where: { keyId: key.id } });
    await tx.apiKey.update({ where: { id: key.id }, data: { revokedAt: now, name: `${key.name} (revoked ${key.id})` } });
    return "revoked";
  });
}

/** Name of a key, as the author of what is done with it (a revoked one's says so); null if there is no such key. */
export async function nameOfKey(db: Db | Tx, id: string): Promise<string | null> {
  return (await db.apiKey.findUnique({ where: { id }, select: { name: true } }))?.name ?? null;
}
