/**
 * log(k!) for k = 0..n, by compensated summation of logarithms: the error stays at some 1e-16 of the value for any n in use.
 * @returns [n + 1]
 */
export function logFactorials(n: number): Float64Array {
  const table = new Float64Array(n + 1);
  let sum = 0, lost = 0;
  for (let k = 1; k <= n; k++) {
    const term = Math.log(k) - lost;
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
    table[k] = sum;
  }
  return table;
}
