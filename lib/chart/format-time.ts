const units = [
  { ms: 86_400_000, name: "d" },
  { ms: 3_600_000, name: "h" },
  { ms: 60_000, name: "min" },
] as const;

/**
 * `2 min ago`, `just now`, `in 3 h`; show formatExactTime on hover.
 * @param timestamp ISO 8601; @param now milliseconds since 1970
 */
export function formatRelativeTime(timestamp: string, now: number): string {
  const elapsed = now - Date.parse(timestamp);
  if (Number.isNaN(elapsed)) return "unknown time";
  const size = Math.abs(elapsed);
  const unit = units.find(({ ms }) => size >= ms);
  if (unit === undefined) return "just now";
  const amount = `${Math.floor(size / unit.ms)}\u00A0${unit.name}`;
  return elapsed > 0 ? `${amount} ago` : `in ${amount}`;
}

/** `2026-03-01 12:34:56 UTC`: @param timestamp ISO 8601 */
export function formatExactTime(timestamp: string): string {
  const ms = Date.parse(timestamp);
  return Number.isNaN(ms) ? timestamp : new Date(ms).toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");
}
