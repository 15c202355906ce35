import { CsvError, parse } from "csv-parse/sync";
import { DomainError } from "@/lib/errors";

export interface CsvRecord {
  /** 1-based line on which the record begins. */
  line: number;
  cells: string[];
}

const remedies: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: "a double quote is not closed",
  INVALID_OPENING_QUOTE: "a double quote stands inside a cell",
  CSV_INVALID_CLOSING_QUOTE: "text follows a closed double quote",
};

/**
 * Reads CSV (RFC 4180): commas, cells in double quotes may hold commas, quotes ("") and line ends; LF or CRLF, a byte order mark
 * and empty lines are passed over. Nothing is trimmed or converted.
 * @throws DomainError malformed-body where a quote is not closed, or text follows a closed one
 */
export function parseCsv(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let end = 0;
  try {
    parse(text, {
      bom: true, relax_column_count: true, skip_empty_lines: true, record_delimiter: ["\r\n", "\n"],
      on_record: (cells: string[], { lines }) => {
        end = lines;
        records.push({ line: end - lineEnds(cells), cells });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = error.code === "CSV_QUOTE_NOT_CLOSED" || typeof error.lines !== "number" ? end + 1 : error.lines;
    throw new DomainError("malformed-body", `Line ${line} is not CSV: ${remedies[error.code] ?? error.message}. Put cells with quotes in quotes and write each quote twice.`, { line });
  }
  return records;
}

const lineEnds = (cells: readonly string[]): number => cells.reduce((n, cell) => n + (cell.match(/\n/g)?.length ?? 0), 0);
