import { Command } from "commander";
import { formatEstimate, formatP, formatPercent, formatPoints } from "@/lib/chart/format";
import { reasonWords } from "@/lib/chart/reason-words";
import { compare, type ComparedMetric, type Comparison } from "@/lib/contracts";
import { showControls } from "@/lib/formats/show-controls";
import { callApi } from "./api-client";
import { connect } from "./connect";
import { findRun } from "./find-run";
import { formatTable } from "./format-table";
import { printJson } from "./print-json";
import { selectionOf, withSelection, type SelectionOptions } from "./selection-options";

export function compareCommand(): Command {
  return withSelection(new Command("compare").argument("<run>", "project/name, name or id").argument("<a>", "step, branch:step, or project/name@step").argument("<b>", "the same"))
    .description("two checkpoints, prompt by prompt, on the same prompts")
    .option("--json", "as JSON, with the prompts that flipped and both probabilities of each prompt")
    .addHelpText("after", `
Examples:
  $ tidemark compare chat/sft-7b 400 800
  $ tidemark compare chat/sft-7b 400 chat/dpo-7b@400
`)
    .action(async (text: string, a: string, b: string, options: SelectionOptions & { json?: boolean }) => {
      const api = connect();
      const run = await findRun(api, text);
      const { data } = await callApi(api, compare, { params: { run: run.id }, query: { ...selectionOf(options), a, b } });
      if (options.json) return printJson(data);
      process.stdout.write(describe(data));
    });
}

function describe({ a, b, nPrompts, nUnits, nExcluded, winRate, winProbability, headToHead, flips, byTag }: Comparison): string {
  const name = ({ runName, branch, step }: Comparison["a"]) => `${runName === a.runName && runName === b.runName ? "" : `${runName} `}${branch === "main" ? "" : `${branch}:`}step ${step}`;
  const head = ["", "prompts", name(a), name(b), "difference [95 %]", "p"];
  const rows = [["win probability", String(nPrompts), ...cells(winProbability)], ["win rate", String(nPrompts), ...cells(winRate)]];
  const tags = byTag.map(({ tag, nPrompts: n, winProbability: own, winRate: rate, adjustedP }) => [`  ${tag}`, String(n), ...cells(own.a === null ? rate : own).slice(0, 3), adjustedP === null ? "" : formatP(adjustedP)]);
  const lines = [
    formatTable(head, rows).trimEnd(),
    headToHead.value === null ? null : `On ${formatEstimate(headToHead, "fraction")} of prompts ${name(b)} scores higher than ${name(a)}.`,
    `${flips.lossToWin.length} prompts turned from loss to win, ${flips.winToLoss.length} from win to loss.`,
    nExcluded > 0 ? `${nExcluded} prompts are left out: one side has no value.` : null,
    nUnits === nPrompts ? null : `${nUnits} of the prompts are independent.`,
    tags.length > 0 ? `\n${formatTable(["by tag", ...head.slice(1, 5), "p (Holm)"], tags).trimEnd()}` : null,
  ];
  return `${lines.filter((line) => line !== null).map((line) => line.split("\n").map(showControls).join("\n")).join("\n")}\n`;
}

function cells({ a, b, difference, low, high, p, reason }: ComparedMetric): string[] {
  const value = (x: number | null) => (x === null ? "" : formatPercent(x));
  const change = difference === null ? (reason ? reasonWords(reason) : "not known")
    : low === null || high === null ? formatPoints(difference) : `${formatPoints(difference, { low, high })} [${formatPoints(low)}, ${formatPoints(high)}]`;
  return [value(a), value(b), change, p === null ? "" : formatP(p)];
}
