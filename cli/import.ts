import { Command } from "commander";
import { importAlpacaEvalCommand } from "./import-alpaca-eval";

export function importCommand(): Command {
  return new Command("import")
    .description("bring in what other tools have written: alpaca-eval")
    .addHelpText("after", "\nExample:\n  $ tidemark import alpaca-eval outputs/ --run chat/dpo --reference gpt4_1106_preview.json\n")
    .addCommand(importAlpacaEvalCommand());
}
