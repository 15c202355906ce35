import { Command } from "commander";
import { modelsAddCommand } from "./models-add";
import { modelsCalibrateCommand } from "./models-calibrate";
import { modelsCheckCommand } from "./models-check";
import { modelsEvaluateCommand } from "./models-evaluate";
import { modelsListCommand } from "./models-list";
import { modelsOptimiseCommand } from "./models-optimise";

export function modelsCommand(): Command {
  const models = new Command("models")
    .description("reward models: add, check, list, calibrate, evaluate, optimise")
    .addHelpText("after", "\nExamples:\n  $ tidemark models add skywork-0.6b --input chat --path skywork-0.6b\n  $ tidemark models check skywork-0.6b\n  $ tidemark models calibrate skywork-0.6b --pairs preferences.jsonl\n  $ tidemark models evaluate skywork-0.6b --pairs preferences.jsonl\n");
  for (const command of [modelsAddCommand(), modelsCheckCommand(), modelsListCommand(), modelsCalibrateCommand(), modelsEvaluateCommand(), modelsOptimiseCommand()]) models.addCommand(command);
  return models;
}
