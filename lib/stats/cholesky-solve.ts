/**
 * Solves L L' x = b by forward and back substitution.
 * @param lower [n * n] lower triangle, row by row, every pivot positive
 * @param b [n], replaced by x
 * @returns b
 */
export function choleskySolve(lower: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let rest = b[i]!;
    for (let k = 0; k < i; k++) rest -= lower[i * n + k]! * b[k]!;
    b[i] = rest / lower[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let rest = b[i]!;
    for (let k = i + 1; k < n; k++) rest -= lower[k * n + i]! * b[k]!;
    b[i] = rest / lower[i * n + i]!;
  }
  return b;
}
