import { DomainError } from "@/lib/errors";

export interface CsvRecord {
  /** 1-based line on which the record begins. */
  line: number;
  cells: string[];
}

/**
 * Reads CSV (RFC 4180): commas, cells in double quotes may hold commas, quotes ("") and line ends; LF or CRLF, a byte order mark
 * and empty lines are passed over. Nothing is trimmed or converted.
 * @throws DomainError malformed-body where a quote is not closed, or text follows a closed one
 */
export function parseCsv(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  const cell = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\n|$)/y;
  let line = 1, record: CsvRecord = { line, cells: [] };
  for (let at = text.startsWith("\uFEFF") ? 1 : 0; at <= text.length;) {
    cell.lastIndex = at;
    const found = cell.exec(text);
    if (!found) throw new DomainError("malformed-body", `Line ${record.line} is not CSV: a double quote stands inside a cell or is not closed. Put cells with quotes in quotes and write each quote twice.`, { line: record.line });
    const [whole, quoted, plain = "", end = ""] = found;
    record.cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.split("\n").length - 1;
    at += whole.length;
    if (end === ",") continue;
    if (record.cells.length > 1 || record.cells[0] !== "" || quoted !== undefined) records.push(record);
    record = { line, cells: [] };
    if (end === "") break;
  }
  return records;
}
