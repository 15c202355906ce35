import type { Context } from "@/lib/context";
import type { Scope } from "@/lib/contracts";
import { insertSession, liveKeyScope, takeSignInCode } from "@/lib/db/sessions";
import { DomainError } from "@/lib/errors";
import { authenticate, type Access } from "./authenticate";
import { hashSecret } from "./hash-secret";
import { newSecret } from "./new-secret";

/** Days a browser stays signed in. */
const sessionMs = 30 * 24 * 3600 * 1000;

/**
 * Signs a browser in with a key, or with a one-time code that stands for the key that made it.
 * @returns the token of the cookie; only its hash is stored
 * @throws DomainError unauthorized if the key or code is unknown, used, expired or revoked
 */
export async function createSession(
  ctx: Context,
  input: { key: string } | { code: string },
): Promise<{ token: string; scope: Scope; expiresAt: Date }> {
  const access = "key" in input ? await authenticate(ctx, { bearer: input.key.trim() }) : await byCode(ctx, input.code.trim());
  if (!access) {
    throw new DomainError(
      "unauthorized",
      "key" in input
        ? "This key is not known, or it has been revoked. Paste a whole key, tdm_ included."
        : "This link has been used, or it has expired. `npx tidemark open` prints a new one.",
    );
  }
  const createdAt = ctx.now();
  const expiresAt = new Date(createdAt.getTime() + sessionMs);
  const token = newSecret();
  await insertSession(ctx.db, { hash: hashSecret(token), keyId: access.keyId, createdAt, expiresAt });
  return { token, scope: access.scope, expiresAt };
}

async function byCode(ctx: Context, code: string): Promise<Access | null> {
  const keyId = /^([0-9a-z]+)\.[A-Za-z0-9_-]+$/.exec(code)?.[1];
  if (!keyId || !(await takeSignInCode(ctx.db, hashSecret(code), ctx.now()))) return null;
  const scope = await liveKeyScope(ctx.db, keyId);
  return scope && { keyId, scope };
}
