import { DomainError } from "@/lib/errors";

const windowMs = 60_000;
const maxFailures = 20;
const maxAddresses = 10_000;

/** Failed sign-ins by address, in this process. Keys are beyond guessing; this keeps the log and the database quiet. */
const shared = globalThis as typeof globalThis & { tidemarkFailures?: Map<string, { n: number; since: number }> };
const failures = () => (shared.tidemarkFailures ??= new Map());

/** Next sets X-Forwarded-For to the peer's address; a proxy appends to it. */
export const addressOf = (headers: Headers): string => headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "unknown";

/** @throws DomainError too-many-requests after 20 failures within a minute */
export function assertMaySignIn(address: string, now: number): void {
  const known = failures().get(address);
  if (!known || known.n < maxFailures || now - known.since >= windowMs) return;
  throw new DomainError("too-many-requests", "Too many failed sign-ins from this address. Wait a minute, then try again.", {
    retryAfterSeconds: (known.since + windowMs - now) / 1000,
  });
}

export function noteFailedSignIn(address: string, now: number): void {
  const known = failures().get(address);
  if (known && now - known.since < windowMs) known.n += 1;
  else {
    if (failures().size >= maxAddresses) failures().clear();
    failures().set(address, { n: 1, since: now });
  }
}
