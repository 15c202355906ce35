import { Command } from "commander";
import { backupCommand } from "./backup";
import { bestCommand } from "./best";
import { compareCommand } from "./compare";
import { addCompletion } from "./add-completion";
import { curveCommand } from "./curve";
import { demoCommand } from "./demo";
import { doctorCommand } from "./doctor";
import { exportCommand } from "./export";
import { gateCommand } from "./gate";
import { importCommand } from "./import";
import { keysCommand } from "./keys";
import { migrateCommand } from "./migrate";
import { modelsCommand } from "./models";
import { openCommand } from "./open";
import { version } from "./package-dir";
import { promptsCommand } from "./prompts";
import { referencesCommand } from "./references";
import { registerCommand } from "./register";
import { rescoreCommand } from "./rescore";
import { restoreCommand } from "./restore";
import { runsCommand } from "./runs";
import { startCommand } from "./start";
import { statusCommand } from "./status";
import { watchCommand } from "./watch";
import { workerCommand } from "./worker";

/** Commands by what they are for, in the order of the help. */
const groups: [string, () => Command[]][] = [
  ["The server:", () => [startCommand(), workerCommand(), demoCommand(), openCommand(), doctorCommand(), migrateCommand(), backupCommand(), restoreCommand()]],
  ["Once before a run:", () => [promptsCommand(), referencesCommand(), modelsCommand(), runsCommand(), keysCommand()]],
  ["While it trains:", () => [registerCommand(), watchCommand(), importCommand(), rescoreCommand()]],
  ["What came of it:", () => [statusCommand(), curveCommand(), bestCommand(), gateCommand(), compareCommand(), exportCommand()]],
];

/** The whole command line; a wrong command throws CommanderError after one line that says what to type. */
export function createProgram(): Command {
  const program = new Command("tidemark")
    .description("Which checkpoint to keep, and when a training run has started to get worse.")
    .version(version)
    .option("--debug", "show the stack of an error")
    .addHelpText("after", `
Examples:
  $ tidemark demo                        two real training runs, scored on this machine
  $ tidemark start                       the server for your own runs
  $ tidemark watch out --run sft-7b      register checkpoints as they appear
  $ tidemark gate sft-7b --wait          healthy or not, by exit code
  $ tidemark doctor                      what is wrong with this machine, and how to mend it

Reading commands need TIDEMARK_URL and TIDEMARK_API_KEY only; on the server's machine the data folder says both.
Exit code 2 is a wrong command or connection, with a line that says what to do.
`);
  for (const [heading, commands] of groups) for (const command of commands()) program.addCommand(command.helpGroup(heading));
  explainUsage(program, "tidemark");
  addCompletion(program);
  return program;
}

/** One line for what is wrong, and where the examples are. */
function explainUsage(command: Command, name: string): void {
  const outputError = (text: string, write: (text: string) => void) =>
    write(`tidemark: ${text.replace(/^error: /, "").replace(/\s+/g, " ").trim().replace(/([^.)])$/, "$1.")} "${name} --help" shows ${command.commands.length > 0 ? "the commands" : "examples"}.\n`);
  command.exitOverride().configureOutput({ outputError });
  for (const sub of command.commands) explainUsage(sub, `${name} ${sub.name()}`);
}
