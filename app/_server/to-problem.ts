import { problems } from "@/lib/contracts";
import { isDatabaseDown } from "@/lib/db/is-database-down";
import { isValueRefused } from "@/lib/db/is-value-refused";
import { DomainError, TransientError } from "@/lib/errors";
import type { Logger } from "@/lib/logger";

const maxListed = 20;
const reserved = new Set(["type", "title", "status", "detail", "code", "requestId", "errors", "retryAfterSeconds"]);

/** The one mapper from errors to `application/problem+json`. Of an error that is not ours only the log learns the cause. */
export function toProblem(error: unknown, requestId: string, log: Logger, headers: Record<string, string> = {}): Response {
  const known = toDomainError(error);
  const { status, title } = problems[known.code];
  if (status < 500 && known !== error) log.warn({ requestId, err: error }, title);
  if (status >= 500) log.error({ requestId, err: error }, title);
  const { errors = [], retryAfterSeconds, ...details } = known.details;
  const extra = Object.fromEntries(Object.entries(details).filter(([name]) => !reserved.has(name)));
  const more = errors.length > maxListed ? ` (${maxListed} of ${errors.length} problems are listed.)` : "";
  const body = {
    type: `/problems/${known.code}`, title, status, detail: known.message + more, code: known.code, requestId,
    ...(errors.length > 0 ? { errors: errors.slice(0, maxListed) } : {}),
    ...(more ? { nErrors: errors.length } : {}),
    ...extra,
  };
  const retryAfter = retryAfterSeconds ?? (status === 503 || status === 429 ? 5 : undefined);
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-request-id": requestId,
      ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
      ...(retryAfter === undefined ? {} : { "retry-after": String(Math.ceil(retryAfter)) }),
      ...headers,
    },
  });
}

function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError && error.code !== "internal") return error;
  if (isDatabaseDown(error)) return new DomainError("unavailable", "The database cannot be reached just now. Send the same request again in a few seconds; twice is stored once.");
  if (isValueRefused(error)) return new DomainError("invalid-request", "A value of the request cannot be looked for: it holds a NUL character, or a number or time out of range.");
  if (error instanceof TransientError) return new DomainError("unavailable", "This cannot be done just now. Try again in a few seconds.");
  return new DomainError("internal", "The server's log holds the cause under this requestId.");
}
