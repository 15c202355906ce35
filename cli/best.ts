import { Command } from "commander";
import { formatEstimate, formatInterval, formatValue } from "@/lib/chart/format";
import { readBest, type Best } from "@/lib/contracts";
import { ConfigError } from "@/lib/errors";
import { showControls } from "@/lib/formats/show-controls";
import { callApi } from "./api-client";
import { connect } from "./connect";
import { findRun } from "./find-run";
import { paint } from "./paint";
import { printJson } from "./print-json";
import { selectionOf, withSelection, type SelectionOptions } from "./selection-options";
import { stepList } from "./step-list";

interface Options extends SelectionOptions { printPath?: boolean; json?: boolean }

export function bestCommand(): Command {
  return withSelection(new Command("best").argument("<run>", "project/name, name or id"))
    .description("the checkpoint to keep, those as good as it, and what is safe to delete")
    .option("--print-path", "print the path of its checkpoint and nothing else")
    .option("--json", "as JSON")
    .addHelpText("after", `
Examples:
  $ tidemark best chat/sft-7b
  $ cp -r "$(tidemark best chat/sft-7b --print-path)" /models/sft-7b
  $ tidemark best chat/sft-7b --json | jq .safeToDelete

Exit code: 0, or 3 when no checkpoint has been scored yet, or its path is not known (--print-path).
`)
    .action(async (text: string, options: Options) => {
      const api = connect();
      const run = await findRun(api, text);
      const { data: best } = await callApi(api, readBest, { params: { run: run.id }, query: selectionOf(options) });
      const path = best.chosen?.path ?? null;
      process.exitCode = best.chosen === null || (options.printPath && path === null) ? 3 : 0;
      if (options.json) return printJson(best);
      if (options.printPath) return printPath(best, path);
      process.stdout.write(`${lines(best).join("\n")}\n`);
    });
}

/** The path as it was registered, for a shell: nothing is shown as a symbol. */
function printPath(best: Best, path: string | null): void {
  if (path !== null) {
    if (/[\r\n\0]/.test(path)) throw new ConfigError(`The path of step ${best.chosen?.step} holds a line break or NUL; "tidemark best --json" gives it exactly.`);
    return void process.stdout.write(`${path}\n`);
  }
  const why = best.chosen ? `Step ${best.chosen.step} was registered without a path. Register it again with --path (the same completions are not scored twice).` : best.explanation;
  process.stderr.write(`tidemark: ${showControls(why)}\n`);
}

function lines({ chosen, explanation, bestSet, provisional, metric, keep, safeToDelete }: Best): string[] {
  if (chosen === null) return [showControls(explanation)];
  const { value } = chosen.shrunk;
  const rows = [
    `${paint("bold", `step ${chosen.step}`)}${provisional ? "  (provisional)" : ""}${chosen.path === null ? "" : `  ${showControls(chosen.path)}`}`,
    showControls(explanation),
    metric === "winProbability" ? `win probability  ${formatEstimate(chosen.winProbability, "fraction")}` : null,
    value === null ? null : `corrected for having been picked  ${formatValue(value, "fraction", chosen.shrunk)} ${formatInterval(chosen.shrunk, "fraction")}`,
    bestSet.length > 1 ? `as good as it    ${stepList(bestSet.filter((step) => step !== chosen.step))}` : null,
    keep.length > 0 ? `keep             ${stepList(keep)}` : null,
    safeToDelete.length > 0 ? `safe to delete   ${stepList(safeToDelete)}` : null,
  ];
  return rows.filter((row) => row !== null);
}
