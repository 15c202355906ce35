/**
 * log(sigmoid(x)) without forming sigmoid(x), which would lose everything below -745 and all digits beyond 37.
 * @param x any float; NaN gives NaN
 * @returns value in [-Infinity, 0]
 */
export function logSigmoid(x: number): number {
  return x >= 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
}
