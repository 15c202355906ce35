import { Command } from "commander";
import type { Verdict } from "@/lib/contracts";
import { showControls } from "@/lib/formats/show-controls";
import { connect } from "./connect";
import { findRun } from "./find-run";
import { paint } from "./paint";
import { parseDuration } from "./parse-duration";
import { printJson } from "./print-json";
import { runPage } from "./run-page";
import { selectionOf, withSelection, type SelectionOptions } from "./selection-options";
import { untilDecided } from "./until-decided";
import { verdictPaint } from "./verdict-paint";

interface Options extends SelectionOptions { wait?: boolean; timeout?: number; json?: boolean }

const exitCodes: Record<Verdict["verdict"], number> = { healthy: 0, regressed: 1, pending: 3, insufficient: 3 };

const defaultTimeoutMs = 30 * 60_000;

export function gateCommand(): Command {
  return withSelection(new Command("gate").argument("<run>", "project/name, name or id"))
    .description("say whether a run is healthy, by exit code: for scripts and CI jobs")
    .option("--wait", "wait until checkpoints are scored and the verdict is known")
    .option("--timeout <duration>", "wait this long at most, e.g. 90s, 30m, 2h (default with --wait: 30m)", parseDuration)
    .option("--json", "as JSON")
    .addHelpText("after", `
Examples:
  $ tidemark gate chat/sft-7b
  $ tidemark gate chat/sft-7b --wait --timeout 2h && ./publish.sh
  $ tidemark gate chat/sft-7b --branch main.2 --json

Exit code: 0 healthy, 1 regressed, 3 pending or not enough evidence (with --wait: still so when the time is over),
2 when the command or the connection is wrong, with a line that says what to do.
--wait goes on while checkpoints are being scored, and while more checkpoints could still decide.
`)
    .action(async (text: string, options: Options) => {
      const api = connect();
      const run = await findRun(api, text);
      const timeoutMs = options.timeout ?? (options.wait ? defaultTimeoutMs : 0);
      const verdict = await untilDecided(api, run, selectionOf(options), timeoutMs);
      process.exitCode = exitCodes[verdict.verdict];
      if (options.json) return printJson({ run: run.id, ...verdict });
      process.stdout.write(`${paint(verdictPaint[verdict.verdict], verdict.verdict)}  ${run.project}/${run.name}\n${showControls(verdict.reason)}\n`);
      if (verdict.best !== null) process.stdout.write(`Best so far: step ${verdict.best}.\n`);
      process.stdout.write(`${runPage(api, run)}\n`);
    });
}
