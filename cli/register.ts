import { existsSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { ConfigError } from "@/lib/errors";
import { completionsOf, type ColumnNames } from "@/lib/formats/completions-of";
import type { RowFormat } from "@/lib/formats/row-formats";
import { columnOption } from "./column-option";
import { connect } from "./connect";
import { describeRegistration } from "./describe-registration";
import { findRun } from "./find-run";
import { onConflictOption } from "./on-conflict-option";
import { parseStep } from "./parse-step";
import { printJson } from "./print-json";
import { inFile, readTableFile } from "./read-table-file";
import { rowFormatOption } from "./row-format-option";
import { sendCheckpoint } from "./send-checkpoint";

interface Options { step: number; path?: string; pathCheck: boolean; branch: string; metadata?: object; onConflict: string; column: ColumnNames; format?: RowFormat; json?: boolean }

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
    .addOption(onConflictOption())
    .addOption(columnOption())
    .addOption(rowFormatOption())
    .option("--json", "as JSON")
    .addHelpText("after", `
A row is {"key", "completion", "finishReason" (or "finish_reason"), "sample"}; the last two may be left out.
Rows of TRL, alpaca_eval, lm-evaluation-harness and lighteval are read too: the first row decides, or --format.

Examples:
  $ tidemark register chat/sft-7b completions-400.jsonl --step 400 --path out/ckpt-400
  $ generate | tidemark register chat/sft-7b - --step 400
  $ tidemark register chat/sft-7b out.csv --step 400 --column key=id --column completion=answer

The same content again changes nothing and is not scored twice.
`)
    .action(async (text: string, file: string, options: Options) => {
      const { step, path, branch, metadata, onConflict } = options;
      const completions = inFile(file, () => completionsOf(readTableFile(file), options.column, options.format));
      if (path !== undefined && options.pathCheck && !/^[a-z][a-z0-9+.-]+:\/\//i.test(path) && !existsSync(path)) {
        throw new ConfigError(`There is no ${path} on this machine. Correct --path, or add --no-path-check where it lies on another one.`);
      }
      const api = connect();
      const run = await findRun(api, text);
      const { checkpoint, known } = await sendCheckpoint(api, run, { step, branch, path, metadata, completions }, onConflict);
      if (options.json) return printJson(checkpoint);
      process.stdout.write(`${describeRegistration(checkpoint, known, branch)}\n`);
    });
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
