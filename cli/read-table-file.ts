import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { ConfigError, DomainError } from "@/lib/errors";
import { tableOf, type TableFormat, type TableRow } from "@/lib/formats/table-of";

/** Name of a file of rows; its first group is the format. */
export const rowFile = /\.(jsonl|ndjson|json|csv)(?:\.gz)?$/i;

/** Text of a file (`-`: standard input; what ends in .gz is unpacked). @throws ConfigError when it cannot be read, or is no UTF-8 */
function readTextFile(file: string): string {
  try {
    const bytes = readFileSync(file === "-" ? 0 : file);
    return new TextDecoder("utf-8", { fatal: true }).decode(file.endsWith(".gz") ? gunzipSync(bytes) : bytes);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : error instanceof TypeError ? "it is not UTF-8" : (code ?? message);
    throw new ConfigError(`${file} cannot be read: ${why}.`);
  }
}

/**
 * Rows of a .jsonl, .json or .csv file; standard input is JSON Lines.
 * @param otherwise how to read a file whose name says nothing; left out, it is refused
 * @throws ConfigError naming file and place
 */
export function readTableFile(file: string, otherwise?: TableFormat): TableRow[] {
  const format = formatOf(file, otherwise);
  const text = readTextFile(file);
  return inFile(file, () => tableOf(text, format));
}

/** Runs a reader of the file's content; what it says is wrong gets the file's name. */
export function inFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DomainError) throw new ConfigError(`${file === "-" ? "standard input" : file}: ${error.message}`);
    throw error;
  }
}

function formatOf(file: string, otherwise: TableFormat | undefined): TableFormat {
  const extension = rowFile.exec(file)?.[1]?.toLowerCase();
  if (file === "-" || extension === "jsonl" || extension === "ndjson") return "jsonl";
  if (extension === "json" || extension === "csv") return extension;
  if (/\.parquet$/i.test(file)) throw new ConfigError(`${file}: parquet is not read. Write it as JSON Lines first: python -c "import pandas; pandas.read_parquet('${file}').to_json('rows.jsonl', orient='records', lines=True)"`);
  if (otherwise) return otherwise;
  throw new ConfigError(`${file}: a file of rows ends in .jsonl, .json or .csv (or that and .gz).`);
}
