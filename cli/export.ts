import { Command } from "commander";
import { exportAlpacaEvalCommand } from "./export-alpaca-eval";
import { exportRowsCommand } from "./export-rows-command";

export function exportCommand(): Command {
  return new Command("export")
    .description("write what is known in other tools' formats: csv, jsonl, alpaca-eval")
    .addHelpText("after", "\nExamples:\n  $ tidemark export csv chat/sft-7b --what pairs --out pairs.csv\n  $ tidemark export alpaca-eval chat/dpo --step 400 --out exported\n")
    .addCommand(exportRowsCommand("csv"))
    .addCommand(exportRowsCommand("jsonl"))
    .addCommand(exportAlpacaEvalCommand());
}
