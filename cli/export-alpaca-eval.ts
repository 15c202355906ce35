import { mkdirSync } from "node:fs";
import path from "node:path";
import { Command, Option } from "commander";
import { readCheckpoint, type Pair } from "@/lib/contracts";
import { ConfigError } from "@/lib/errors";
import { alpacaEvalFiles, type AlpacaEvalFiles } from "@/lib/formats/write-alpaca-eval";
import { showControls } from "@/lib/formats/show-controls";
import { alpacaFigures } from "./alpaca-figures";
import { callApi } from "./api-client";
import { connect } from "./connect";
import { curveOf, pairsOf } from "./export-items";
import { findRun } from "./find-run";
import { parseStep } from "./parse-step";
import { printJson } from "./print-json";
import { sayLeftOut } from "./say-left-out";
import { selectionOf, withSelection, type SelectionOptions } from "./selection-options";
import { writePieces } from "./write-pieces";

interface Options extends SelectionOptions { step: number; out: string; generator?: string; binary?: boolean; allowMissing?: boolean; json?: boolean }

export function exportAlpacaEvalCommand(): Command {
  return withSelection(new Command("alpaca-eval").argument("<run>", "project/name, name or id"))
    .description("write one checkpoint as alpaca_eval keeps it: model_outputs.json, reference_outputs.json, annotations.json")
    .addOption(new Option("--step <n>", "training step").makeOptionMandatory().argParser(parseStep))
    .requiredOption("--out <folder>", "where the three files go; made where it does not exist")
    .option("--generator <name>", "name of the model in the files (default: that of its import, else project/name@step)")
    .option("--binary", "preferences 1, 1.5 or 2 by the outcome, instead of 1 + win probability")
    .option("--allow-missing", "write what can be written; what is left out is said")
    .option("--json", "as JSON")
    .addHelpText("after", `
Example:
  $ tidemark export alpaca-eval chat/dpo --step 400 --out exported --reward-model starter

alpaca_eval (PyPI) reads the files: docs/formats.md shows how to get its win rate and standard error without a call of any API.
`)
    .action(async (text: string, options: Options) => {
      const api = connect();
      const run = await findRun(api, text);
      const selection = selectionOf(options);
      const { step } = options;
      const query = { api, run, selection, step };
      const curve = await curveOf(query);
      const point = curve.points.find((one) => one.step === step);
      if (!point || !curve.rewardModel || !curve.referenceSet) throw new ConfigError(`Step ${step} has no scores on this curve; "tidemark export csv ${text}" lists the steps that have.`);
      const { metadata } = (await callApi(api, readCheckpoint, { params: { run: run.id, step }, query: { branch: point.branch } })).data;
      const imported = metadata?.["generator"];
      const names = {
        generator: options.generator ?? (typeof imported === "string" ? imported : `${run.project}/${run.name}@${step}`), reference: curve.referenceSet.name, annotator: `tidemark:${curve.rewardModel.name}`,
      };
      const pairs: Pair[] = [];
      for await (const pair of pairsOf(query, [point])) pairs.push(pair);
      const files = alpacaEvalFiles(pairs, names, options.binary === true);
      const remedy = files.annotations.length === 0 ? "A model without win probability needs --binary; " : "";
      sayLeftOut(leftOut(files), options.allowMissing ? null : (left) => `Nothing is written: ${left}. ${remedy}--allow-missing writes the rest.`);
      mkdirSync(options.out, { recursive: true });
      const { modelOutputs, referenceOutputs, annotations } = files;
      const written = { "model_outputs.json": modelOutputs, "reference_outputs.json": referenceOutputs, "annotations.json": annotations };
      for (const [name, rows] of Object.entries(written)) await writePieces(listPieces(rows), path.join(options.out, name));

      const figures = alpacaFigures(annotations.map(({ preference }) => ({ probability: preference - 1 })));
      if (options.json) return printJson({ run: run.id, step, ...names, nOutputs: modelOutputs.length, ...figures });
      const percent = (rate: number | null) => (rate === null ? "unknown" : `${(100 * rate).toFixed(4)} %`);
      process.stdout.write(showControls(`${modelOutputs.length} outputs and ${annotations.length} preferences of ${names.generator} by ${names.annotator}: win rate ${percent(figures.winRate)}, standard error ${percent(figures.standardError)}`));
      process.stdout.write(`\n${Object.keys(written).map((name) => path.join(options.out, name)).join("\n")}\n`);
    });
}

/** What alpaca_eval's files cannot hold, one sentence each. */
function leftOut({ conversations, missing, unscored }: AlpacaEvalFiles): string[] {
  const left = [
    [conversations, "prompts are conversations, which alpaca_eval cannot hold"], [missing, "prompts have no completion"], [unscored, "pairs have no preference"],
  ] as const;
  return left.flatMap(([keys, what]) => (keys.length === 0 ? [] : [`${keys.length} ${what} (${keys.slice(0, 3).map((key) => JSON.stringify(key)).join(", ")}${keys.length > 3 ? ", ..." : ""})`]));
}

/** A JSON list, an entry a line. */
async function* listPieces(rows: readonly unknown[]): AsyncGenerator<string> {
  yield "[";
  for (const [i, row] of rows.entries()) yield `${i === 0 ? "\n" : ",\n"}${JSON.stringify(row)}`;
  yield "\n]\n";
}
