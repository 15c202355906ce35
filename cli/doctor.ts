import { Command } from "commander";
import { readEnv } from "@/lib/env";
import { doctorChecks } from "./doctor-checks";
import { packageDir } from "./package-dir";

const marks = { ok: "ok      ", warning: "warning ", problem: "PROBLEM " } as const;

export function doctorCommand(): Command {
  return new Command("doctor")
    .description("say in plain words what is wrong with this machine, and how to mend it")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  $ tidemark doctor\n\nExit code: 0 all is well (warnings included), 1 there is a problem.\n")
    .action(async (options: { json?: boolean }) => {
      const findings = await doctorChecks(readEnv(packageDir));
      if (options.json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
      else for (const f of findings) process.stdout.write(`${marks[f.outcome]} ${f.check}: ${f.detail}${f.remedy ? `\n           -> ${f.remedy}` : ""}\n`);
      process.exitCode = findings.some((f) => f.outcome === "problem") ? 1 : 0;
    });
}
