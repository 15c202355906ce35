import { formatCsvRows, type CsvCell } from "@/lib/chart/format-csv";
import { formatJsonLines } from "@/lib/formats/jsonl";
import type { ExportColumn } from "@/lib/formats/export-rows";

/** Items that become one piece of text: enough for speed, few enough that memory does not grow. */
const atOnce = 200;

async function* inGroups<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < atOnce) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** CSV with a header, piece by piece. */
export async function* csvPieces<T>(items: AsyncIterable<T>, columns: readonly ExportColumn<T>[]): AsyncGenerator<string> {
  yield formatCsvRows([columns.map(([name]) => name)]);
  for await (const group of inGroups(items)) yield formatCsvRows(group.map((item): CsvCell[] => columns.map(([, read]) => read(item))));
}

/** JSON Lines, piece by piece. */
export async function* jsonlPieces<T>(items: AsyncIterable<T>): AsyncGenerator<string> {
  for await (const group of inGroups(items)) yield formatJsonLines(group);
}
