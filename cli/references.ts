import { Command } from "commander";
import { createReferenceSet, listReferenceSets, type ReferenceSet } from "@/lib/contracts";
import { completionsOf, type ColumnNames } from "@/lib/formats/completions-of";
import type { RowFormat } from "@/lib/formats/row-formats";
import { callApi } from "./api-client";
import { columnOption } from "./column-option";
import { connect } from "./connect";
import { listCommand } from "./list-command";
import { printJson } from "./print-json";
import { inFile, readTableFile } from "./read-table-file";
import { rowFormatOption } from "./row-format-option";

export function referencesCommand(): Command {
  const references = new Command("references")
    .description("reference completions of a prompt set: add, list")
    .addHelpText("after", "\nExamples:\n  $ tidemark references add core-v1 handwritten.jsonl --name handwritten\n  $ tidemark references list core-v1\n");
  references
    .command("add <prompt-set> <file>")
    .description("add a reference set: one completion for each prompt, from .jsonl, .json or .csv")
    .requiredOption("--name <name>", "its name")
    .addOption(columnOption())
    .addOption(rowFormatOption())
    .option("--json", "as JSON")
    .addHelpText("after", '\nA row is {"key", "completion"}.\n\nExample:\n  $ tidemark references add core-v1 handwritten.jsonl --name handwritten\n')
    .action(async (promptSet: string, file: string, options: { name: string; column: ColumnNames; format?: RowFormat; json?: boolean }) => {
      const completions = inFile(file, () => completionsOf(readTableFile(file), options.column, options.format)).map(({ key, completion }) => ({ key, completion }));
      const { status, data } = await callApi(connect(), createReferenceSet, { params: { promptSet }, body: { name: options.name, completions } });
      if (options.json) return printJson(data);
      process.stdout.write(`Reference set "${data.name}" ${status === 200 ? "was there already, with the same" : "has"} ${data.nCompletions} completions. Next: tidemark runs create NAME --prompt-set ${promptSet}\n`);
    });
  references.addCommand(listCommand<ReferenceSet>({
    description: "list the reference sets of a prompt set", endpoint: listReferenceSets, of: { argument: "<prompt-set>", param: "promptSet" },
    example: "tidemark references list core-v1", empty: (promptSet) => `No reference set yet. Next: tidemark references add ${promptSet} FILE --name NAME`,
    head: ["name", "completions", "created"], row: ({ name, nCompletions, createdAt }) => [name, String(nCompletions), createdAt.slice(0, 10)],
  }));
  return references;
}
