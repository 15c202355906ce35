import { Command, InvalidArgumentError, Option } from "commander";
import { formatStep, formatValue } from "@/lib/chart/format";
import { leadMetric } from "@/lib/chart/lead-metric";
import { metrics, type MetricName } from "@/lib/chart/metrics";
import { readBest, readCurve, readVerdict, type Best, type Curve, type Verdict } from "@/lib/contracts";
import { showControls } from "@/lib/formats/show-controls";
import { callApi } from "./api-client";
import { connect } from "./connect";
import { plotCurve } from "./curve-plot";
import { curveTable } from "./curve-table";
import { findRun } from "./find-run";
import { paint } from "./paint";
import { printJson } from "./print-json";
import { selectionOf, withSelection, type SelectionOptions } from "./selection-options";
import { verdictPaint } from "./verdict-paint";

const metricNames: Record<string, MetricName> = { "win-probability": "winProbability", "win-rate": "winRate", "mean-score": "meanScore" };

interface Options extends SelectionOptions { metric?: string; width?: number; height: number; table?: boolean; plot?: boolean; json?: boolean }

export function curveCommand(): Command {
  return withSelection(new Command("curve").argument("<run>", "project/name, name or id"))
    .description("a run's curve with its intervals, the best checkpoint and the verdict")
    .addOption(new Option("--metric <name>", "default: win-probability, or win-rate where the reward model gives no probability").choices(Object.keys(metricNames)))
    .addOption(new Option("--width <columns>", "of the plot (default: the terminal's, at most 120)").argParser(sizeFrom(30)))
    .addOption(new Option("--height <lines>", "of the plot").default(16).argParser(sizeFrom(4)))
    .option("--table", "a table instead of the plot; so it is as well when the output is no terminal")
    .option("--plot", "the plot, also where the output is no terminal")
    .option("--json", "as JSON")
    .addHelpText("after", `
Examples:
  $ tidemark curve chat/sft-7b
  $ tidemark curve chat/sft-7b --metric win-rate --height 30
  $ tidemark curve chat/sft-7b --table
  $ tidemark curve chat/sft-7b --json | jq -r '.points[] | [.step, .winProbability.value] | @tsv'
`)
    .action(async (text: string, options: Options) => {
      const api = connect();
      const run = await findRun(api, text);
      const input = { params: { run: run.id }, query: selectionOf(options) };
      const { data: curve } = await callApi(api, readCurve, input);
      if (options.json) return printJson(curve);
      const [{ data: best }, { data: verdict }] = await Promise.all([callApi(api, readBest, input), callApi(api, readVerdict, input)]);
      const metric = (options.metric && metricNames[options.metric]) || leadMetric(curve);
      const body = options.table || !(options.plot || process.stdout.isTTY) ? curveTable(curve, metric, best) : `${draw(curve, best, verdict, metric, options)}\n`;
      const of = [`${run.project}/${run.name}`, curve.rewardModel?.name, curve.referenceSet && `against ${curve.referenceSet.name}`, curve.branch === "main" ? null : `branch ${curve.branch}`];
      const lines = [
        `${paint("bold", metrics[metric].label)}  ${paint("dim", of.filter(Boolean).map((part) => showControls(String(part))).join(", "))}`,
        curve.points.length === 0 ? "No checkpoint has been scored yet." : body.trimEnd(),
        curve.waiting.length > 0 ? `${curve.waiting.length} more ${curve.waiting.length === 1 ? "checkpoint has" : "checkpoints have"} no score: ${curve.waiting.slice(0, 5).map(({ step, status }) => `${step} ${status}`).join(", ")}` : null,
        `${paint(verdictPaint[verdict.verdict], verdict.verdict)}  ${showControls(verdict.reason)}`,
      ];
      process.stdout.write(`${lines.filter((line) => line !== null).join("\n")}\n`);
    });
}

function draw(curve: Curve, best: Best, { regression }: Verdict, metric: MetricName, { width, height }: Options): string {
  const { unit, parity, label } = metrics[metric];
  const points = curve.points.map(({ step, [metric]: estimate }) => ({ step, estimate: estimate.value === null ? null : estimate }));
  const lines = plotCurve({
    points, height, width: width ?? Math.min(120, process.stdout.columns || 80), parity,
    format: (value) => formatValue(value, unit),
    marks: [
      ...(best.chosen ? [{ step: best.chosen.step, symbol: "◆", label: `${best.provisional ? "best so far" : "best"}, step ${formatStep(best.chosen.step)}` }] : []),
      ...(regression ? [{ step: regression.step, symbol: "▼", label: `worse since step ${formatStep(regression.step)}` }] : []),
    ],
    style: { line: (cell) => paint("cyan", cell), band: (cell) => paint("dim", cell), mark: (cell) => paint("yellow", cell) },
  });
  return lines.length > 0 ? lines.join("\n") : `No point has a ${label.toLowerCase()} (--metric chooses another).`;
}

const sizeFrom = (least: number) => (text: string): number => {
  const size = Number(text);
  if (!Number.isInteger(size) || size < least || size > 500) throw new InvalidArgumentError(`Write a whole number from ${least} to 500.`);
  return size;
};
