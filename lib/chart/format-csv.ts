import { stringify } from "csv-stringify/browser/esm/sync";

export type CsvCell = string | number | boolean | null;

/** A spreadsheet runs a text that begins so as a formula. */
const runsAsFormula = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

function cellText(cell: CsvCell): string {
  if (cell === null || (typeof cell === "number" && !Number.isFinite(cell))) return "";
  if (typeof cell !== "string") return String(cell);
  return runsAsFormula.test(cell) ? `'${cell}` : cell;
}

/** Rows of CSV without a header, for what is written piece by piece; see formatCsv. */
export function formatCsvRows(rows: readonly (readonly CsvCell[])[]): string {
  return stringify(rows.map((row) => row.map(cellText)), { record_delimiter: "\r\n", quoted_match: /[\r\n]/ });
}

/**
 * Writes CSV (RFC 4180: CRLF, cells with a comma, quote or line end quoted). Texts are hostile: one that a spreadsheet
 * would run as a formula (it begins with = + - @, tab or a line end) gets an apostrophe in front. Numbers are written
 * as they are, unrounded; null and numbers that are not finite are empty cells.
 * @throws RangeError when a row has another length than the header
 */
export function formatCsv(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  rows.forEach((row, i) => {
    if (row.length !== header.length) throw new RangeError(`row ${i + 1} has ${row.length} cells, the header ${header.length}`);
  });
  return formatCsvRows([header, ...rows]);
}
