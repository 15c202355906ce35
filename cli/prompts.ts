import { Command } from "commander";
import { createPromptSet, listPromptSets, type PromptSet } from "@/lib/contracts";
import { promptsOf } from "@/lib/formats/prompts-of";
import { allPages } from "./all-pages";
import { callApi } from "./api-client";
import { connect } from "./connect";
import { formatTable } from "./format-table";
import { printJson } from "./print-json";
import { inFile, readTableFile } from "./read-table-file";

export function promptsCommand(): Command {
  const prompts = new Command("prompts")
    .description("prompt sets: add, list")
    .addHelpText("after", "\nExamples:\n  $ tidemark prompts add prompts.jsonl --name core-v1\n  $ tidemark prompts list\n");
  prompts
    .command("add <file>")
    .description("create a prompt set from .jsonl, .json or .csv; it never changes afterwards")
    .requiredOption("--name <name>", "its name")
    .option("--json", "as JSON")
    .addHelpText("after", '\nA row is {"key", "prompt" or "messages", "tags", "group"}; the last two may be left out.\n\nExample:\n  $ tidemark prompts add prompts.jsonl --name core-v1\n')
    .action(async (file: string, options: { name: string; json?: boolean }) => {
      const rows = inFile(file, () => promptsOf(readTableFile(file)));
      const { status, data } = await callApi(connect(), createPromptSet, { body: { name: options.name, prompts: rows } });
      if (options.json) return printJson(data);
      process.stdout.write(`Prompt set "${data.name}" ${status === 200 ? "was there already, with the same" : "has"} ${data.nPrompts} prompts. Next: tidemark references add ${data.name} FILE --name NAME\n`);
    });
  prompts
    .command("list")
    .description("list prompt sets")
    .option("--json", "as JSON")
    .action(async (options: { json?: boolean }) => {
      const sets: PromptSet[] = [];
      for await (const set of allPages(connect(), listPromptSets)) sets.push(set);
      if (options.json) return printJson(sets);
      if (sets.length === 0) return void process.stdout.write('No prompt set yet. "tidemark prompts add --help" shows how to make one.\n');
      process.stdout.write(formatTable(["name", "prompts", "created"], sets.map(({ name, nPrompts, createdAt }) => [name, String(nPrompts), createdAt.slice(0, 10)])));
    });
  return prompts;
}
