import type { Context } from "@/lib/context";
import type { Scope } from "@/lib/contracts";
import { keyByHash, touchKey } from "@/lib/db/keys";
import { liveSession } from "@/lib/db/sessions";
import { hashSecret } from "./hash-secret";

export interface Access {
  keyId: string;
  scope: Scope;
}

/**
 * Who asks, by API key or browser session; nothing is cached, so a revoked key is dead at once.
 * @returns null for what is unknown, expired or revoked
 */
export async function authenticate(ctx: Context, input: { bearer?: string; sessionToken?: string }): Promise<Access | null> {
  const now = ctx.now();
  const found = input.bearer !== undefined ? await byKey(ctx, input.bearer) : await bySession(ctx, input.sessionToken, now);
  if (!found) return null;
  if (!found.lastUsedAt || now.getTime() - found.lastUsedAt.getTime() > 60_000) {
    touchKey(ctx.db, found.keyId, now).catch((error) => ctx.log.warn({ err: error }, "the last use of a key could not be noted"));
  }
  return { keyId: found.keyId, scope: found.scope };
}

type Found = Access & { lastUsedAt: Date | null };

async function byKey(ctx: Context, bearer: string): Promise<Found | null> {
  if (!/^tdm_[A-Za-z0-9_-]{1,200}$/.test(bearer)) return null;
  const key = await keyByHash(ctx.db, hashSecret(bearer));
  return key && !key.revokedAt ? { keyId: key.id, scope: key.scope, lastUsedAt: key.lastUsedAt } : null;
}

async function bySession(ctx: Context, token: string | undefined, now: Date): Promise<Found | null> {
  if (!token || token.length > 200) return null;
  const session = await liveSession(ctx.db, hashSecret(token), now);
  return session && { keyId: session.keyId, scope: session.scope, lastUsedAt: session.keyLastUsedAt };
}
