import { Command } from "commander";
import { createReferenceSet, listReferenceSets, type ReferenceSet } from "@/lib/contracts";
import { completionsOf, type ColumnNames } from "@/lib/formats/completions-of";
import { allPages } from "./all-pages";
import { callApi } from "./api-client";
import { columnOption } from "./column-option";
import { connect } from "./connect";
import { formatTable } from "./format-table";
import { printJson } from "./print-json";
import { inFile, readTableFile } from "./read-table-file";

export function referencesCommand(): Command {
  const references = new Command("references")
    .description("reference completions of a prompt set: add, list")
    .addHelpText("after", "\nExamples:\n  $ tidemark references add core-v1 handwritten.jsonl --name handwritten\n  $ tidemark references list core-v1\n");
  references
    .command("add <prompt-set> <file>")
    .description("add a reference set: one completion for each prompt, from .jsonl, .json or .csv")
    .requiredOption("--name <name>", "its name")
    .addOption(columnOption())
    .option("--json", "as JSON")
    .addHelpText("after", '\nA row is {"key", "completion"}.\n\nExample:\n  $ tidemark references add core-v1 handwritten.jsonl --name handwritten\n')
    .action(async (promptSet: string, file: string, options: { name: string; column: ColumnNames; json?: boolean }) => {
      const completions = inFile(file, () => completionsOf(readTableFile(file), options.column)).map(({ key, completion }) => ({ key, completion }));
      const { status, data } = await callApi(connect(), createReferenceSet, { params: { promptSet }, body: { name: options.name, completions } });
      if (options.json) return printJson(data);
      process.stdout.write(`Reference set "${data.name}" ${status === 200 ? "was there already, with the same" : "has"} ${data.nCompletions} completions. Next: tidemark runs create NAME --prompt-set ${promptSet}\n`);
    });
  references
    .command("list <prompt-set>")
    .description("list the reference sets of a prompt set")
    .option("--json", "as JSON")
    .action(async (promptSet: string, options: { json?: boolean }) => {
      const sets: ReferenceSet[] = [];
      for await (const set of allPages(connect(), listReferenceSets, { params: { promptSet } })) sets.push(set);
      if (options.json) return printJson(sets);
      if (sets.length === 0) return void process.stdout.write(`No reference set yet. Next: tidemark references add ${promptSet} FILE --name NAME\n`);
      process.stdout.write(formatTable(["name", "completions", "created"], sets.map(({ name, nCompletions, createdAt }) => [name, String(nCompletions), createdAt.slice(0, 10)])));
    });
  return references;
}
