/** Above this many differences that are not zero, enumeration is too long. */
const signFlipLimit = 20;

/**
 * Exact two-sided sign-flip test of "differences are symmetric around 0": the share of the 2^n sign patterns whose
 * absolute sum is at least the observed one. Zeros change no sum and are left out.
 * @param differences finite numbers of one unit
 * @returns probability in (0, 1], or null when more than 20 differences are not zero
 */
export function signFlipExact(differences: ArrayLike<number>): number | null {
  const magnitudes: number[] = [];
  let observed = 0;
  for (let i = 0; i < differences.length; i++) {
    observed += differences[i]!;
    if (differences[i] !== 0) magnitudes.push(Math.abs(differences[i]!));
  }
  const n = magnitudes.length;
  if (n > signFlipLimit) return null;
  const total = magnitudes.reduce((sum, d) => sum + d, 0);
  // Sums that are equal on paper differ by rounding.
  const atLeast = Math.abs(observed) - 1e-12 * total;
  let extreme = 0;
  const walk = (i: number, sum: number): void => {
    if (i === n) {
      if (Math.abs(sum) >= atLeast) extreme++;
      return;
    }
    walk(i + 1, sum + magnitudes[i]!);
    walk(i + 1, sum - magnitudes[i]!);
  };
  walk(0, 0);
  return extreme / 2 ** n;
}
