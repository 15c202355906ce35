import { CommanderError } from "commander";
import { explainError } from "./explain-error";
import { createProgram } from "./program";

// A reader that goes away (| head, a closed terminal) must not end a server in the middle.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2; // commander has printed it
  } else {
    process.stderr.write(`${explainError(error)}\n`);
    process.exitCode = 2;
  }
}
