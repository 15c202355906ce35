import { textMeasureColumns, unknownTextMeasures, type TextMeasures } from "./text-measures";

const k = textMeasureColumns.length;

/**
 * One matrix for storage.
 * @returns [nPrompts x k] row-major, columns in the order of textMeasureColumns
 * @throws RangeError when the measures are not of one length
 */
export function packTextMeasures(measures: TextMeasures): Float32Array {
  const nPrompts = measures.length.length;
  const matrix = new Float32Array(nPrompts * k);
  textMeasureColumns.forEach((name, column) => {
    const values = measures[name];
    if (values.length !== nPrompts) throw new RangeError(`${name} has ${values.length} entries for ${nPrompts} prompts`);
    for (let i = 0; i < nPrompts; i++) matrix[i * k + column] = values[i]!;
  });
  return matrix;
}

/**
 * The measures that packTextMeasures packed. A matrix of fewer columns was stored before the last measures existed:
 * those are NaN.
 * @param matrix [nPrompts x nColumns] row-major
 * @throws RangeError when the matrix has not nPrompts x nColumns entries, or more columns than are known
 */
export function unpackTextMeasures(matrix: Float32Array, nPrompts: number, nColumns: number = k): TextMeasures {
  if (nColumns > k) throw new RangeError(`${nColumns} columns, but only ${k} measures are known`);
  if (matrix.length !== nPrompts * nColumns) throw new RangeError(`matrix has ${matrix.length} entries for ${nPrompts} prompts x ${nColumns} measures`);
  const measures = unknownTextMeasures(nPrompts);
  textMeasureColumns.slice(0, nColumns).forEach((name, column) => {
    for (let i = 0; i < nPrompts; i++) measures[name][i] = matrix[i * nColumns + column]!;
  });
  return measures;
}
