/**
 * Evenly chosen places of a long series, among them all that must stay.
 * @param n length of the series
 * @param most how many may be chosen; exceeded only when more must stay
 * @param mustStay places in [0, n)
 * @returns places in ascending order, each once
 */
export function thinIndices(n: number, most: number, mustStay: ReadonlySet<number>): number[] {
  if (n <= most) return Array.from({ length: n }, (_, i) => i);
  const others: number[] = [];
  for (let i = 0; i < n; i++) if (!mustStay.has(i)) others.push(i);
  const room = Math.max(0, Math.min(others.length, most - mustStay.size));
  const chosen = new Set(mustStay);
  for (let j = 0; j < room; j++) chosen.add(others[Math.floor(((j + 0.5) * others.length) / room)]!);
  return [...chosen].sort((a, b) => a - b);
}
