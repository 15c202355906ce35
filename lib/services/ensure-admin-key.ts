import type { Context } from "@/lib/context";
import { insertKey, isKeyNameTaken, keyByHash } from "@/lib/db/keys";
import { newId } from "@/lib/db/new-id";
import { isUniqueViolation } from "@/lib/db/unique-violation";
import { hashSecret } from "./hash-secret";

/**
 * Sees to it that the operator's admin key exists. A key that was revoked stays revoked (`revoked: true`).
 * Safe when two starts do it at once.
 * @param keyText `tdm_` and at least 24 characters of base64url
 */
export async function ensureAdminKey(ctx: Pick<Context, "db" | "now">, keyText: string): Promise<{ keyId: string; created: boolean; revoked: boolean }> {
  const hash = hashSecret(keyText);
  for (let attempt = 0; ; attempt++) {
    const known = await keyByHash(ctx.db, hash);
    if (known) return { keyId: known.id, created: false, revoked: known.revokedAt !== null };
    const id = newId();
    const name = (await isKeyNameTaken(ctx.db, "admin")) ? `admin-${id.slice(0, 8)}` : "admin";
    try {
      await insertKey(ctx.db, { id, name, scope: "admin", hash, prefix: keyText.slice(0, 8), createdAt: ctx.now() });
      return { keyId: id, created: true, revoked: false };
    } catch (error) {
      if (!isUniqueViolation(error) || attempt === 5) throw error;
    }
  }
}
