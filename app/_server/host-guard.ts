import type { Env } from "@/lib/env";
import { DomainError } from "@/lib/errors";

const hostnameOf = (host: string): string | null => {
  try {
    const url = new URL(`http://${host}`);
    const bare = url.username === "" && url.password === "" && url.pathname === "/" && url.search === "" && url.hash === "";
    return bare && !/[/@?#\\\s]/.test(host) ? url.hostname.replace(/\.$/, "") : null;
  } catch {
    return null;
  }
};

const isLoopback = (name: string): boolean =>
  name === "localhost" || name.endsWith(".localhost") || name === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);

const bracketed = (host: string) => (host.includes(":") && !host.startsWith("[") ? `[${host}]` : host);

/**
 * Refuses names that are not this server's, so that a web page cannot reach it by a name of its own that leads here
 * (DNS rebinding). The port does not matter.
 * @throws DomainError forbidden
 */
export function assertKnownHost(headers: Headers, env: Pick<Env, "host" | "publicUrl">): void {
  const name = hostnameOf(headers.get("host") ?? "");
  const allowed = [hostnameOf(bracketed(env.host)), env.publicUrl && hostnameOf(new URL(env.publicUrl).host)];
  if (name && (isLoopback(name) || allowed.includes(name))) return;
  throw new DomainError(
    "forbidden",
    "This server does not answer to the name in the Host header. Set TIDEMARK_PUBLIC_URL to the address that people use, or TIDEMARK_HOST.",
    { errors: [{ path: "/headers/host", message: "use a loopback name, TIDEMARK_HOST or the host of TIDEMARK_PUBLIC_URL" }] },
  );
}
