import type { Env } from "@/lib/env";

/** Cookies are shared between the ports of a host, so the name holds the port. */
export const sessionCookieName = (env: Pick<Env, "port">): string => `tidemark_${env.port}`;

export function readSessionCookie(headers: Headers, env: Pick<Env, "port">): string | undefined {
  const name = sessionCookieName(env);
  for (const part of (headers.get("cookie") ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim() || undefined;
  }
  return undefined;
}

/** Scripts cannot read it; Secure where people come by https. */
export function sessionCookie(headers: Headers, env: Pick<Env, "port" | "publicUrl">, session: { token: string; maxAgeSeconds: number }): string {
  const secure = isHttps(headers, env) ? "; Secure" : "";
  return `${sessionCookieName(env)}=${session.token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${session.maxAgeSeconds}${secure}`;
}

/** X-Forwarded-Proto is believed only where the operator says that a proxy speaks https. */
function isHttps(headers: Headers, env: Pick<Env, "publicUrl">): boolean {
  const publicHttps = env.publicUrl?.startsWith("https:") ?? false;
  return publicHttps && (headers.get("x-forwarded-proto") ?? "https").split(",")[0]?.trim() === "https";
}
