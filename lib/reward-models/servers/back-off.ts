const FIRST_MS = 500;
const MOST_MS = 15_000;

/** Milliseconds to wait before attempt `failures` + 1: doubled each time up to 15 s, half of it by chance so that many clients do not come back at once. */
export function backOffMs(failures: number, random: number): number {
  const ceiling = Math.min(MOST_MS, FIRST_MS * 2 ** (failures - 1));
  return ceiling / 2 + (ceiling / 2) * random;
}

/** What a Retry-After header (seconds, or an HTTP date) asks for in milliseconds; null if it cannot be read. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}
