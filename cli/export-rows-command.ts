import { Command, Option } from "commander";
import { connect } from "./connect";
import { exportCurve, exported, exportPairs, exportVerdict, type Export, type Exported, type ExportQuery } from "./export-items";
import { csvPieces, jsonlPieces } from "./export-pieces";
import { findRun } from "./find-run";
import { parseStep } from "./parse-step";
import { selectionOf, withSelection, type SelectionOptions } from "./selection-options";
import { writePieces } from "./write-pieces";

interface Options extends SelectionOptions { what: Exported; step?: number; out?: string }
type Format = "csv" | "jsonl";

const titles: Record<Format, string> = { csv: "CSV", jsonl: "JSON Lines" };

export function exportRowsCommand(format: Format): Command {
  return withSelection(new Command(format).argument("<run>", "project/name, name or id"))
    .description(`write curve, pairs or verdict as ${titles[format]}`)
    .addOption(new Option("--what <what>", "what to write").choices(exported).default("curve"))
    .addOption(new Option("--step <n>", "of one checkpoint only").argParser(parseStep))
    .option("--out <file>", "write to a file, which appears when it is complete (default: standard output)")
    .addHelpText("after", `
Examples:
  $ tidemark export ${format} chat/sft-7b > curve.${format}
  $ tidemark export ${format} chat/sft-7b --what pairs --step 400 --out pairs-400.${format}
  $ tidemark export ${format} chat/sft-7b --what verdict

Rows are written as they come, so an export of any size takes little memory. Numbers are unrounded; unknown is ${format === "csv" ? "an empty cell" : "null with a reason"}.${format === "csv" ? "\nA text that a spreadsheet would run as a formula gets an apostrophe in front." : ""}
`)
    .action(async (text: string, options: Options) => {
      const api = connect();
      const query: ExportQuery = { api, run: await findRun(api, text), selection: selectionOf(options), step: options.step };
      await writePieces(await piecesOf(query, options.what, format), options.out);
    });
}

async function piecesOf(query: ExportQuery, what: Exported, format: Format): Promise<AsyncIterable<string>> {
  if (what === "curve") return pieces(await exportCurve(query), format);
  if (what === "pairs") return pieces(await exportPairs(query), format);
  return pieces(await exportVerdict(query), format);
}

const pieces = <T>({ items, columns }: Export<T>, format: Format): AsyncIterable<string> => (format === "csv" ? csvPieces(items, columns) : jsonlPieces(items));
