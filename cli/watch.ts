import path from "node:path";
import { Command, Option } from "commander";
import type { ColumnNames } from "@/lib/formats/completions-of";
import type { RowFormat } from "@/lib/formats/row-formats";
import { showControls } from "@/lib/formats/show-controls";
import { columnOption } from "./column-option";
import { connect } from "./connect";
import { describeRegistration } from "./describe-registration";
import { findRun } from "./find-run";
import { onConflictOption } from "./on-conflict-option";
import { parseDuration } from "./parse-duration";
import { printJson } from "./print-json";
import { rowFormatOption } from "./row-format-option";
import { stopSignal } from "./stop-signal";
import type { Handled } from "./watch-file";
import type { Found } from "./watch-find";
import { watchFolder } from "./watch-folder";
import { openLedger } from "./watch-ledger";
import { parseStepPattern, stepOfName } from "./watch-step-of-name";

interface Options {
  run: string; completions: string; stepPattern?: RegExp; branch: string; onConflict: string; column: ColumnNames; format?: RowFormat;
  settle: number; every: number; once?: boolean; fromStart?: boolean; state?: string; json?: boolean;
}

/** A file without every prompt is taken for finished after this many times --settle. */
const partialFactor = 15;

export function watchCommand(): Command {
  return new Command("watch")
    .argument("<dir>", "folder of checkpoints, or of completions files")
    .description("register checkpoints as their completions appear in a folder")
    .requiredOption("--run <run>", "project/name, name or id")
    .option("--completions <name>", "name of the completions file in a checkpoint's folder", "completions.jsonl")
    .addOption(new Option("--step-pattern <regex>", "regular expression with the step in parentheses (default: the last number in the name)").argParser(parseStepPattern))
    .option("--branch <name>", "branch of the run", "main")
    .addOption(onConflictOption())
    .addOption(columnOption())
    .addOption(rowFormatOption())
    .addOption(new Option("--settle <duration>", "leave a file alone until it has not changed for this long").default(2000, "2s").argParser(parseDuration))
    .addOption(new Option("--every <duration>", "pause between two looks").default(2000, "2s").argParser(parseDuration))
    .option("--once", "register what is there, then end")
    .option("--from-start", "send files again that the state file says are registered")
    .option("--state <file>", "where it remembers what is registered (default: <dir>/.tidemark-watch.json)")
    .option("--json", "a line of JSON for each file")
    .addHelpText("after", `
Examples:
  $ tidemark watch out --run chat/sft-7b                                 out/checkpoint-400/completions.jsonl, ...
  $ tidemark watch generations --run chat/sft-7b                         generations/step-0400.jsonl, ...
  $ tidemark watch out --run chat/sft-7b --completions eval/core.csv --step-pattern 'global_step(\\d+)'
  $ tidemark watch out --run chat/sft-7b --once                          from cron

It looks at the folder by and by, so that file servers and containers do. A file is read when it has not changed for --settle and can be
read; one that does not answer every prompt yet is given ${partialFactor} times as long. A bad file is named once and tried again when it changes.
Stop and start it as you like: the same content again changes nothing, and the state file only saves sending it.

Exit code: 0 after Ctrl-C; with --once 0, or 1 when files were left out; 2 when the folder, the run or the connection is wrong.
`)
    .action(async (dir: string, options: Options) => {
      const { branch, onConflict, column, format, settle, every, stepPattern = null } = options;
      const api = connect();
      const run = await findRun(api, options.run);
      const file = path.resolve(options.state ?? path.join(dir, ".tidemark-watch.json"));
      const ledger = openLedger(file, `${api.url} ${run.id} ${branch}`, options.fromStart === true);
      const nLeft = await watchFolder(
        {
          dir, completions: options.completions, stepOf: (name) => stepOfName(name, stepPattern), settleMs: settle, everyMs: Math.max(50, every),
          once: options.once === true, ledger, signal: stopSignal(),
          begun: () => void (options.once || process.stderr.write(`Watching ${showControls(dir)} for ${run.project}/${run.name}. Ctrl-C stops it.\n`)),
          tell: (found, handled) => tell(found, handled, { branch, nAll: run.promptSet.nPrompts, json: options.json === true }),
          warn: (sentence) => void process.stderr.write(`tidemark: ${showControls(sentence)}\n`),
        },
        { api, run, branch, onConflict, columns: column, format, partialMs: settle * partialFactor },
      );
      process.exitCode = options.once && nLeft > 0 ? 1 : 0;
    });
}

function tell({ name, step, folder }: Found, handled: Handled, { branch, nAll, json }: { branch: string; nAll: number; json: boolean }): void {
  const { kind } = handled;
  if (json) {
    const more = handled.kind === "registered" ? { known: handled.known, checkpoint: handled.checkpoint } : handled.kind === "partial" ? { nPrompts: handled.nPrompts } : { reason: handled.reason };
    return printJson({ event: kind, file: name, step, path: folder, ...more });
  }
  if (handled.kind === "registered") return void process.stdout.write(`${showControls(`${describeRegistration(handled.checkpoint, handled.known, branch)}  ${name}`)}\n`);
  const why = handled.kind === "partial" ? `${name}: ${handled.nPrompts} of ${nAll} prompts have a completion so far; the others are waited for.` : handled.reason;
  process.stderr.write(`tidemark: ${showControls(why)}\n`);
}
