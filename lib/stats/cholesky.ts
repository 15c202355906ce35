/** A pivot below this share of its diagonal entry is rounding: the row depends on earlier rows. */
const dependent = 1e-12;
/** Numbers below this have lost digits to underflow: no spread. */
const underflow = 1e-280;

/**
 * Lower triangle L with L L' = the matrix, for a positive semi-definite matrix: a row that depends on earlier ones (a checkpoint scored
 * twice, fewer prompts than looks, no spread at all) gets a zero pivot and a zero column, where the usual algorithm would divide by zero.
 * @param matrix [size * size] symmetric, row by row
 * @returns [size * size], zeros above the diagonal
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      let rest = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) rest -= lower[i * size + k]! * lower[j * size + k]!;
      if (i === j) lower[j * size + j] = rest > Math.max(underflow, dependent * matrix[j * size + j]!) ? Math.sqrt(rest) : 0;
      else if (lower[j * size + j]! > 0) lower[i * size + j] = rest / lower[j * size + j]!;
    }
  }
  return lower;
}
