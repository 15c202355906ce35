import { Command } from "commander";
import { readEnv } from "@/lib/env";
import { accuracy, type Accuracy } from "@/lib/stats/accuracy";
import { findApi } from "./find-api";
import { formatTable } from "./format-table";
import { describeEstimate, describePairs } from "./models-describe-pairs";
import { readLabelledPairs } from "./models-pairs";
import { scorePairs, type ScoredPairs } from "./models-score-pairs";
import { packageDir } from "./package-dir";

export function modelsEvaluateCommand(): Command {
  return new Command("evaluate")
    .argument("<name>", "name or id")
    .description("accuracy of a reward model on labelled pairs, with its interval, by tag")
    .requiredOption("--pairs <file>", 'JSON Lines: {"prompt" or "messages", "chosen", "rejected", "tag"?}')
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  $ tidemark models evaluate starter --pairs preferences.jsonl\n\nA tie counts half. The last line is a control: how often the longer text is the chosen one.\nExit code: 0, or 1 when no pair could be scored.\n")
    .action(async (name: string, options: { pairs: string; json?: boolean }) => {
      const pairs = readLabelledPairs(options.pairs);
      const scored = await scorePairs(findApi(readEnv(packageDir)), name, pairs);
      const report = evaluate(scored);
      process.exitCode = report.all.nPairs > 0 ? 0 : 1;
      if (options.json) return void process.stdout.write(`${JSON.stringify({ rewardModel: scored.model.name, nFailed: scored.nFailed, failed: scored.failed, nCut: scored.nCut, ...report })}\n`);
      const tags = Object.entries(report.byTag);
      const rows = [toRow("all pairs", report.all), ...(tags.length > 1 ? tags.map(([tag, own]) => toRow(tag, own)) : []), toRow("control: longer text", report.longer)];
      process.stdout.write(`${describePairs(scored)}\n\n${formatTable(["tag", "pairs", "right", "tied", "wrong", "accuracy [95 %]"], rows)}`);
    });
}

const untagged = "(no tag)";

function evaluate({ scored }: ScoredPairs): { all: Accuracy; byTag: Record<string, Accuracy>; longer: Accuracy } {
  const groups = new Map<string, number[]>();
  for (const { pair, outcome } of scored) {
    const tag = pair.tag ?? untagged;
    const group = groups.get(tag);
    if (group) group.push(outcome);
    else groups.set(tag, [outcome]);
  }
  return {
    all: accuracy(scored.map(({ outcome }) => outcome)),
    byTag: Object.fromEntries([...groups].map(([tag, outcomes]) => [tag, accuracy(outcomes)])),
    longer: accuracy(scored.map(({ pair }) => (pair.chosen.length === pair.rejected.length ? 0.5 : Number(pair.chosen.length > pair.rejected.length)))),
  };
}

const toRow = (name: string, own: Accuracy): string[] => [name, String(own.nPairs), String(own.nRight), String(own.nTied), String(own.nWrong), describeEstimate(own.accuracy)];
