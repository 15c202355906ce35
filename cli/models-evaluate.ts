import { Command } from "commander";
import { formatCsvRows } from "@/lib/chart/format-csv";
import { formatJsonLines } from "@/lib/formats/jsonl";
import { accuracy, type Accuracy } from "@/lib/stats/accuracy";
import { connect } from "./connect";
import { formatTable } from "./format-table";
import { describeEstimate, describePairs } from "./models-describe-pairs";
import { readLabelledPairs, type LabelledPair } from "./read-labelled-pairs";
import { scorePairs, type ScoredPairs } from "./models-score-pairs";
import { printJson } from "./print-json";
import { writePieces } from "./write-pieces";

interface Options { pairs: string; out?: string; json?: boolean }

export function modelsEvaluateCommand(): Command {
  return new Command("evaluate")
    .argument("<name>", "name or id")
    .description("accuracy of a reward model on labelled pairs, with its interval, by tag")
    .requiredOption("--pairs <file>", '.jsonl, .json or .csv: {"prompt" or "messages", "chosen", "rejected", "tag" or "subset"?}')
    .option("--out <file>", "write a row for each pair (margin, outcome) as .csv or .jsonl")
    .option("--json", "as JSON")
    .addHelpText("after", `
Examples:
  $ tidemark models evaluate starter --pairs preferences.jsonl
  $ tidemark models evaluate starter --pairs reward-bench.jsonl --out scores.csv

RewardBench (prompt, chosen, rejected, subset) is read as it is. A tie counts half. "longer text" is a control: how often the longer text is
the chosen one; a model that does not beat it may have learned length.
Exit code: 0, or 1 when no pair could be scored.
`)
    .action(async (name: string, options: Options) => {
      const pairs = readLabelledPairs(options.pairs);
      const scored = await scorePairs(connect(), name, pairs);
      const report = evaluate(scored);
      process.exitCode = report.all.nPairs > 0 ? 0 : 1;
      if (options.out !== undefined) await writePieces(rowsOf(pairs, scored, /\.csv$/i.test(options.out)), options.out);
      if (options.json) return printJson({ rewardModel: scored.model.name, nFailed: scored.nFailed, failed: scored.failed, nCut: scored.nCut, ...report });
      const tags = Object.entries(report.byTag);
      const rows = [
        toRow("all pairs", report.all, report.longer),
        ...(tags.length > 1 ? tags.map(([tag, own]) => toRow(tag, own, report.longerByTag[tag])) : []), toRow("control: longer text", report.longer),
      ];
      process.stdout.write(`${describePairs(scored)}\n\n${formatTable(["tag", "pairs", "right", "tied", "wrong", "accuracy [95 %]", "longer text"], rows)}`);
    });
}

const untagged = "(no tag)";
type Scored = ScoredPairs["scored"][number];

interface Report { all: Accuracy; byTag: Record<string, Accuracy>; /** Control: the longer text (in UTF-16 units) is taken for the better one. */ longer: Accuracy; longerByTag: Record<string, Accuracy> }

function evaluate({ scored }: ScoredPairs): Report {
  const groups = new Map<string, Scored[]>();
  for (const one of scored) {
    const tag = one.pair.tag ?? untagged;
    const group = groups.get(tag);
    if (group) group.push(one);
    else groups.set(tag, [one]);
  }
  const right = (some: readonly Scored[]) => accuracy(some.map(({ outcome }) => outcome));
  const longer = (some: readonly Scored[]) => accuracy(some.map(({ pair }) => (pair.chosen.length === pair.rejected.length ? 0.5 : Number(pair.chosen.length > pair.rejected.length))));
  return {
    all: right(scored), byTag: Object.fromEntries([...groups].map(([tag, some]) => [tag, right(some)])),
    longer: longer(scored), longerByTag: Object.fromEntries([...groups].map(([tag, some]) => [tag, longer(some)])),
  };
}

const toRow = (name: string, own: Accuracy, control?: Accuracy): string[] => [
  name, String(own.nPairs), String(own.nRight), String(own.nTied), String(own.nWrong), describeEstimate(own.accuracy), control?.accuracy.value?.toFixed(3) ?? "",
];

const outcomeWords = new Map<number, string>([[1, "right"], [0.5, "tied"], [0, "wrong"]]);

/** A row for each pair, in the order of the file; one without a score has failed. */
async function* rowsOf(pairs: readonly LabelledPair[], { model, scored }: ScoredPairs, asCsv: boolean): AsyncGenerator<string> {
  const results = new Map(scored.map((one) => [one.pair, one]));
  const rows = pairs.map((pair, i) => {
    const result = results.get(pair);
    const outcome = result ? (outcomeWords.get(result.outcome) ?? null) : "failed";
    return {
      row: i + 1, id: pair.id ?? null, tag: pair.tag ?? null, rewardModel: model.name, margin: result?.margin ?? null, outcome,
      chosenLength: pair.chosen.length, rejectedLength: pair.rejected.length,
    };
  });
  if (asCsv) yield formatCsvRows([Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))]);
  else yield formatJsonLines(rows);
}
