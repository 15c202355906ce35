/**
 * Logistic function 1 / (1 + e^-x) by two branches, so that e never gets a large positive exponent.
 * @param x any float; NaN gives NaN
 * @returns value in [0, 1]; exactly 1 beyond about 37, underflows to 0 below about -745
 */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}
