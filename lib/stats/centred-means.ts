/**
 * Window of the centred mean at place i of n: `reach` places on both sides, fewer near the ends, always as many on one side as on the other.
 * A window cut on one side would credit a first checkpoint with what its successors reached.
 * @returns half width: the window is i - half .. i + half
 */
export const halfWindow = (i: number, n: number, reach: number): number => Math.min(reach, i, n - 1 - i);

/**
 * Centred moving mean: five values (reach 2), three for the second and the last but one, one at the ends.
 * @param values [n]
 * @param into [n] where the means go; may not be `values`
 * @returns into
 */
export function centredMeans(values: ArrayLike<number>, reach = 2, into: Float64Array = new Float64Array(values.length)): Float64Array {
  const n = values.length;
  for (let i = 0; i < n; i++) {
    const half = halfWindow(i, n, reach);
    let sum = 0;
    for (let j = i - half; j <= i + half; j++) sum += values[j]!;
    into[i] = sum / (2 * half + 1);
  }
  return into;
}
