/**
 * Largest n in [low, high] for which `holds`, searched outwards from low in doubling steps and then by halves, so that nothing much longer than the
 * answer is ever measured. `holds(low)` is taken for granted.
 */
export function largest(low: number, high: number, holds: (n: number) => boolean): number {
  let yes = low, step = 256;
  while (yes < high) {
    const next = Math.min(high, yes + step);
    if (!holds(next)) { let no = next; while (no - yes > 1) { const middle = (yes + no) >> 1; if (holds(middle)) yes = middle; else no = middle; } return yes; }
    yes = next;
    step *= 2;
  }
  return yes;
}
