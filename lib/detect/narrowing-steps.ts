/**
 * Steps that would narrow down where a drop happened: between the last good and the first bad registered checkpoint, the middle of the widest gap,
 * again and again. With none registered in between that is the middle, then the quarters.
 * @param steps registered steps, in any order; those outside (a, b) do not matter
 * @param a last good step; @param b first bad step, a < b
 * @returns whole steps strictly between a and b that are not registered, most useful first
 * @throws RangeError unless a < b
 */
export function narrowingSteps({ steps, a, b, atMost = 3 }: { steps: readonly number[]; a: number; b: number; atMost?: number }): number[] {
  if (!(a < b)) throw new RangeError(`the good step ${a} must come before the bad step ${b}`);
  const known = [a, ...new Set(steps.filter((step) => step > a && step < b)), b].sort((x, y) => x - y);
  const chosen: number[] = [];
  while (chosen.length < atMost) {
    let widest = 1;
    for (let k = 2; k < known.length; k++) if (known[k]! - known[k - 1]! > known[widest]! - known[widest - 1]!) widest = k;
    const from = known[widest - 1]!, to = known[widest]!;
    if (to - from < 2) break;
    const middle = from + Math.floor((to - from) / 2);
    known.splice(widest, 0, middle);
    chosen.push(middle);
  }
  return chosen;
}
