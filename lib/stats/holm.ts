/**
 * Holm's step-down correction: the k-th smallest of m p-values times m - k + 1, never below a smaller one's, at most 1. Keeps the chance of
 * any false rejection at the level under any dependence.
 * @param ps [m] in [0, 1]; null (nothing tested) stays null and counts for nothing
 * @returns [m] adjusted, in the order given
 * @see Holm 1979, Scand. J. Statist. 6:65-70
 */
export function holm(ps: readonly (number | null)[]): (number | null)[] {
  const tested = ps.flatMap((p, i) => (p === null ? [] : [{ p, i }])).sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = ps.map(() => null);
  let largest = 0;
  tested.forEach(({ p, i }, k) => {
    largest = Math.max(largest, Math.min(1, (tested.length - k) * p));
    adjusted[i] = largest;
  });
  return adjusted;
}
