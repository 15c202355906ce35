import type { Env } from "@/lib/env";
import { DomainError } from "@/lib/errors";

/**
 * Refuses a request that a page of another site made: the Origin must be the address in the Host header, or
 * TIDEMARK_PUBLIC_URL (a proxy may have changed Host).
 * @param required whether a request without Origin is refused too (it is for writes with the cookie)
 * @throws DomainError forbidden
 */
export function assertSameOrigin(headers: Headers, env: Pick<Env, "publicUrl">, required: boolean): void {
  const origin = headers.get("origin");
  if (origin === null && !required) return;
  if (origin !== null && isSameOrigin(origin, headers.get("host") ?? "")) return;
  if (origin !== null && env.publicUrl && origin === new URL(env.publicUrl).origin) return;
  throw new DomainError(
    "forbidden",
    origin === null
      ? "A write with the browser's session needs an Origin header. Programs should send an API key instead: Authorization: Bearer tdm_..."
      : "The Origin is not this server's address. Open Tidemark at one address, and do not call it from pages of other sites.",
    { errors: [{ path: "/headers/origin", message: "must be this server's own origin" }] },
  );
}

function isSameOrigin(origin: string, host: string): boolean {
  try {
    const url = new URL(origin);
    const isWeb = url.protocol === "http:" || url.protocol === "https:";
    return isWeb && url.host === new URL(`${url.protocol}//${host}`).host;
  } catch {
    return false;
  }
}
