/**
 * Exact two-sided sign-flip test of differences that are multiples of one half (outcomes 0, 1/2, 1, or their sums over clusters): as
 * `signFlipExact`, by convolution over the sums that can occur, so that it also ends for many differences. Where no half step occurs
 * and every difference is at most 1 it is the exact McNemar test.
 * @param differences [n] multiples of 0.5; zeros change nothing
 * @returns probability in (0, 1]
 * @throws RangeError for any other difference
 */
export function signFlipHalfSteps(differences: ArrayLike<number>): number {
  const sizes: number[] = [];
  let observed = 0;
  for (let i = 0; i < differences.length; i++) {
    const halves = 2 * differences[i]!;
    if (!Number.isSafeInteger(halves)) throw new RangeError(`${differences[i]} is not a multiple of one half`);
    observed += halves;
    if (halves !== 0) sizes.push(Math.abs(halves));
  }
  const total = sizes.reduce((sum, size) => sum + size, 0);
  // Probability of each sum, at its place from -total.
  let chance = new Float64Array(2 * total + 1);
  chance[total] = 1;
  for (const size of sizes) {
    const next = new Float64Array(chance.length);
    for (let k = 0; k < chance.length; k++) {
      if (chance[k] === 0) continue;
      next[k - size]! += chance[k]! / 2;
      next[k + size]! += chance[k]! / 2;
    }
    chance = next;
  }
  let p = 0;
  for (let k = 0; k < chance.length; k++) if (Math.abs(k - total) >= Math.abs(observed)) p += chance[k]!;
  return Math.min(1, p);
}
