export const mostAttempts = 8;
const firstMs = 10_000, factor = 3, mostMs = 30 * 60_000, mostAskedMs = 60 * 60_000;

/**
 * Pause before attempt `attempts` + 1: 10 s, 30 s, 90 s ... up to 30 minutes (about 80 minutes in all), and not less than what
 * the other side asks for, of which at most an hour is granted. Milliseconds.
 */
export function backOffMs(attempts: number, askedMs: number | null): number {
  return Math.max(Math.min(mostMs, firstMs * factor ** (attempts - 1)), Math.min(mostAskedMs, askedMs ?? 0));
}
