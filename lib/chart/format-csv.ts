export type CsvCell = string | number | boolean | null;

/** A spreadsheet runs a text that begins so as a formula. */
const runsAsFormula = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

function formatCell(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell === "number" && !Number.isFinite(cell)) return "";
  if (typeof cell !== "string") return String(cell);
  const text = runsAsFormula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
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
  return [header, ...rows].map((row) => `${row.map(formatCell).join(",")}\r\n`).join("");
}
