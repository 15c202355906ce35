import { Command } from "commander";
import { createPromptSet, listPromptSets, type PromptSet } from "@/lib/contracts";
import { promptsOf } from "@/lib/formats/prompts-of";
import type { RowFormat } from "@/lib/formats/row-formats";
import { callApi } from "./api-client";
import { connect } from "./connect";
import { listCommand } from "./list-command";
import { printJson } from "./print-json";
import { inFile, readTableFile } from "./read-table-file";
import { rowFormatOption } from "./row-format-option";

export function promptsCommand(): Command {
  const prompts = new Command("prompts")
    .description("prompt sets: add, list")
    .addHelpText("after", "\nExamples:\n  $ tidemark prompts add prompts.jsonl --name core-v1\n  $ tidemark prompts list\n");
  prompts
    .command("add <file>")
    .description("create a prompt set from .jsonl, .json or .csv; it never changes afterwards")
    .requiredOption("--name <name>", "its name")
    .addOption(rowFormatOption())
    .option("--json", "as JSON")
    .addHelpText("after", '\nA row is {"key", "prompt" or "messages", "tags", "group"}; the last two may be left out.\n\nExample:\n  $ tidemark prompts add prompts.jsonl --name core-v1\n')
    .action(async (file: string, options: { name: string; format?: RowFormat; json?: boolean }) => {
      const rows = inFile(file, () => promptsOf(readTableFile(file), options.format));
      const { status, data } = await callApi(connect(), createPromptSet, { body: { name: options.name, prompts: rows } });
      if (options.json) return printJson(data);
      process.stdout.write(`Prompt set "${data.name}" ${status === 200 ? "was there already, with the same" : "has"} ${data.nPrompts} prompts. Next: tidemark references add ${data.name} FILE --name NAME\n`);
    });
  prompts.addCommand(listCommand<PromptSet>({
    description: "list prompt sets", endpoint: listPromptSets, example: "tidemark prompts list",
    empty: () => 'No prompt set yet. "tidemark prompts add --help" shows how to make one.',
    head: ["name", "prompts", "created"], row: ({ name, nPrompts, createdAt }) => [name, String(nPrompts), createdAt.slice(0, 10)],
  }));
  return prompts;
}
