import { Command, CommanderError } from "commander";
import { bestCommand } from "./best";
import { compareCommand } from "./compare";
import { demoCommand } from "./demo";
import { doctorCommand } from "./doctor";
import { explainError } from "./explain-error";
import { gateCommand } from "./gate";
import { keysCommand } from "./keys";
import { migrateCommand } from "./migrate";
import { modelsCommand } from "./models";
import { openCommand } from "./open";
import { version } from "./package-dir";
import { promptsCommand } from "./prompts";
import { referencesCommand } from "./references";
import { registerCommand } from "./register";
import { rescoreCommand } from "./rescore";
import { runsCommand } from "./runs";
import { startCommand } from "./start";
import { statusCommand } from "./status";
import { workerCommand } from "./worker";

const program = new Command("tidemark")
  .description("Which checkpoint to keep, and when a training run has started to get worse.")
  .version(version)
  .option("--debug", "show the stack of an error")
  .showHelpAfterError("(tidemark --help shows the commands)")
  .exitOverride()
  .addHelpText("after", "\nExamples:\n  $ tidemark demo            two real training runs, scored on this machine\n  $ tidemark start           the server for your own runs\n  $ tidemark doctor          what is wrong with this machine, and how to mend it\n");

const commands = [
  startCommand(), workerCommand(), demoCommand(), openCommand(), doctorCommand(), migrateCommand(),
  promptsCommand(), referencesCommand(), runsCommand(), registerCommand(), rescoreCommand(),
  statusCommand(), bestCommand(), gateCommand(), compareCommand(),
  modelsCommand(), keysCommand(),
];
for (const command of commands) {
  command.exitOverride();
  for (const sub of command.commands) sub.exitOverride();
  program.addCommand(command);
}

// A reader that goes away (| head, a closed terminal) must not end a server in the middle.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2; // commander has printed it
  } else {
    process.stderr.write(`${explainError(error)}\n`);
    process.exitCode = 2;
  }
}
