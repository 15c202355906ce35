import { existsSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { registerCheckpoint, type Checkpoint } from "@/lib/contracts";
import { ConfigError } from "@/lib/errors";
import { completionsOf, type ColumnNames } from "@/lib/formats/completions-of";
import { callApi } from "./api-client";
import { columnOption } from "./column-option";
import { connect } from "./connect";
import { findRun } from "./find-run";
import { parseStep } from "./parse-step";
import { printJson } from "./print-json";
import { inFile, readTableFile } from "./read-table-file";

interface Options { step: number; path?: string; pathCheck: boolean; branch: string; metadata?: object; onConflict: string; column: ColumnNames; json?: boolean }

/** Large bodies on slow lines. */
const sendMs = 300_000;

export function registerCommand(): Command {
  return new Command("register")
    .argument("<run>", "project/name, name or id")
    .argument("<file>", "completions as .jsonl, .json or .csv; - is standard input (JSON Lines)")
    .description("register a checkpoint with its completions")
    .addOption(new Option("--step <n>", "training step").makeOptionMandatory().argParser(parseStep))
    .option("--path <path>", "where the checkpoint lies; best --print-path gives it back")
    .option("--no-path-check", "take a --path that is not on this machine")
    .addOption(new Option("--branch <name>", "branch of the run").default("main"))
    .addOption(new Option("--metadata <json>", 'a JSON object to keep with it, e.g. {"loss": 1.2}').argParser(parseMetadata))
    .addOption(new Option("--on-conflict <what>", "when the step has other completions").choices(["reject", "branch"]).default("reject"))
    .addOption(columnOption())
    .option("--json", "as JSON")
    .addHelpText("after", `
A row is {"key", "completion", "finishReason" (or "finish_reason"), "sample"}; the last two may be left out.

Examples:
  $ tidemark register chat/sft-7b completions-400.jsonl --step 400 --path out/ckpt-400
  $ generate | tidemark register chat/sft-7b - --step 400
  $ tidemark register chat/sft-7b out.csv --step 400 --column key=id --column completion=answer

The same content again changes nothing and is not scored twice.
`)
    .action(async (text: string, file: string, options: Options) => {
      const { step, path, branch, metadata, onConflict } = options;
      const completions = inFile(file, () => completionsOf(readTableFile(file), options.column));
      if (path !== undefined && options.pathCheck && !/^[a-z][a-z0-9+.-]+:\/\//i.test(path) && !existsSync(path)) {
        throw new ConfigError(`There is no ${path} on this machine. Correct --path, or add --no-path-check where it lies on another one.`);
      }
      const api = connect();
      const run = await findRun(api, text);
      const body = { step, branch, path, metadata, completions };
      const { status, data } = await callApi(api, registerCheckpoint, { params: { run: run.id }, query: { onConflict }, body, timeoutMs: sendMs });
      if (options.json) return printJson(data);
      process.stdout.write(`${describe(data, status === 200, branch)}\n`);
    });
}

function describe({ step, branch, nCompletions, nMissing, status }: Checkpoint, known: boolean, asked: string): string {
  const missing = nMissing > 0 ? `, ${nMissing} prompts without one` : "";
  const where = branch === asked ? "" : ` on the new branch ${branch}: step ${step} of ${asked} has other completions`;
  return `Step ${step} ${known ? `was registered already (${status})` : `is registered${where}`}: ${nCompletions} completions${missing}.`;
}

function parseMetadata(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below.
  }
  throw new InvalidArgumentError('Write a JSON object, e.g. \'{"loss": 1.2}\'.');
}
