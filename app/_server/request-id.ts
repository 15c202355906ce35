import { randomUUID } from "node:crypto";

/** The caller's X-Request-Id if it is harmless, else a new UUID; it is in every answer and log line. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id");
  return given && /^[A-Za-z0-9._-]{1,100}$/.test(given) ? given : randomUUID();
}
