import { DomainError } from "@/lib/errors";
import { parseJsonLines } from "./jsonl";
import { parseCsv } from "./parse-csv";

export type TableFormat = "jsonl" | "json" | "csv";

export interface TableRow {
  /** Where it stands, for errors: `line 3`, `entry 3`. */
  at: string;
  fields: Record<string, unknown>;
}

/**
 * Rows of a file: JSON Lines, a JSON list of objects, or CSV with a header.
 * @throws DomainError malformed-body naming the place
 */
export function tableOf(text: string, format: TableFormat): TableRow[] {
  if (format === "csv") return csvRows(text);
  if (format === "jsonl") return parseJsonLines(text).map(({ line, value }) => ({ at: `line ${line}`, fields: objectAt(value, `line ${line}`) }));
  const list: unknown = parseJson(text);
  if (!Array.isArray(list)) throw new DomainError("malformed-body", "The file holds no JSON list. Write [{...}, {...}], or JSON Lines in a file that ends in .jsonl.");
  return list.map((value: unknown, i) => ({ at: `entry ${i + 1}`, fields: objectAt(value, `entry ${i + 1}`) }));
}

function csvRows(text: string): TableRow[] {
  const [head, ...records] = parseCsv(text);
  if (!head) return [];
  return records.map(({ line, cells }) => {
    if (cells.length !== head.cells.length) throw new DomainError("malformed-body", `Line ${line} has ${cells.length} cells, the header ${head.cells.length}.`, { line });
    return { at: `line ${line}`, fields: Object.fromEntries(head.cells.map((name, i) => [name.trim(), cells[i]])) };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")) as unknown;
  } catch (error) {
    throw new DomainError("malformed-body", `The file is not JSON (${(error as Error).message}).`);
  }
}

function objectAt(value: unknown, at: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new DomainError("malformed-body", `${at[0]?.toUpperCase()}${at.slice(1)} is no object. Write {"name": value, ...}.`);
}
