/** Two means closer than this are the same number up to rounding. */
const rounding = 1e-12;

/** Place of the largest value; of equals (up to rounding) the first. @param values [n] @returns 0 for none too */
export function pickLargest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]! + rounding) best = i;
  return best;
}
