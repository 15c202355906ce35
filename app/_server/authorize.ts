import type { Context } from "@/lib/context";
import { scopeCovers, type Scope } from "@/lib/contracts";
import type { Env } from "@/lib/env";
import { DomainError } from "@/lib/errors";
import { authenticate, type Access } from "@/lib/services/authenticate";
import { assertSameOrigin } from "./origin-guard";
import { readSessionCookie } from "./session-cookie";

const isWrite = (method: string) => method !== "GET" && method !== "HEAD";

/**
 * Who asks, and whether they may. A key in Authorization goes before the cookie.
 * @throws DomainError unauthorized, forbidden
 */
export async function authorize(request: Request, needed: Scope, ctx: Context, env: Env): Promise<Access> {
  const authorization = request.headers.get("authorization");
  const bearer = authorization === null ? undefined : (/^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? "");
  const sessionToken = bearer === undefined ? readSessionCookie(request.headers, env) : undefined;
  const access = bearer === undefined && sessionToken === undefined ? null : await authenticate(ctx, { bearer, sessionToken });
  if (!access) throw new DomainError("unauthorized", unauthorizedDetail(bearer, sessionToken));
  if (!scopeCovers(access.scope, needed)) {
    throw new DomainError("forbidden", `This needs a key with the scope ${needed}; this one has ${access.scope}.`);
  }
  if (sessionToken !== undefined && isWrite(request.method)) assertSameOrigin(request.headers, env, true);
  return access;
}

function unauthorizedDetail(bearer: string | undefined, sessionToken: string | undefined): string {
  if (bearer !== undefined) return "The key is not known, or it has been revoked. Send Authorization: Bearer tdm_... with a key that exists.";
  if (sessionToken !== undefined) return "The session has ended. Sign in again: `npx tidemark open` prints a link.";
  return "Send Authorization: Bearer tdm_..., or sign in with the link that `npx tidemark open` prints.";
}
