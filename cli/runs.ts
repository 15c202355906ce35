import { Command, InvalidArgumentError, Option } from "commander";
import { createRun, Role } from "@/lib/contracts";
import { callApi } from "./api-client";
import { connect } from "./connect";
import { parseStep } from "./parse-step";
import { printJson } from "./print-json";
import { runPage } from "./run-page";

interface Options { project?: string; promptSet: string; references?: string[]; rewardModel?: RoleOfModel[]; looks?: number; alpha?: number; delta?: number; json?: boolean }
interface RoleOfModel { id: string; role?: Role }

export function runsCommand(): Command {
  const runs = new Command("runs").description("runs: create (status lists them)").addHelpText("after", "\nExample:\n  $ tidemark runs create sft-7b --project chat --prompt-set core-v1\n");
  runs
    .command("create <name>")
    .description("create a run, which checkpoints are registered with")
    .requiredOption("--prompt-set <name>", "prompts that every checkpoint answers")
    .option("--project <name>", "project it belongs to (default: default)")
    .option("--references <names...>", "reference sets to compare with, the first is the primary one (default: all of the prompt set)")
    .addOption(new Option("--reward-model <name[=role]>", `may be repeated, the first is the primary one; role is ${Role.options.join(", ")} (default: the starter model)`).argParser(collectModel))
    .addOption(new Option("--looks <n>", "how many checkpoints are planned (default: 100)").argParser(parseStep))
    .addOption(new Option("--alpha <p>", "run-wide false-alarm rate (default: 0.05)").argParser(parseNumber))
    .addOption(new Option("--delta <d>", "smallest drop worth an alarm (default: 0.005)").argParser(parseNumber))
    .option("--json", "as JSON")
    .addHelpText("after", `
Examples:
  $ tidemark runs create sft-7b --project chat --prompt-set core-v1 --looks 40
  $ tidemark runs create ppo-7b --prompt-set core-v1 --reward-model skywork=held-out --reward-model mine=training
`)
    .action(async (name: string, options: Options) => {
      const { project, promptSet, references, rewardModel, looks, alpha, delta } = options;
      const api = connect();
      const first = references?.[0] && rewardModel?.[0] ? { primary: { referenceSet: references[0], rewardModel: rewardModel[0].id } } : {};
      const body = { name, project, promptSet, referenceSets: references, rewardModels: rewardModel, ...first, plan: { expectedLooks: looks, alpha, delta } };
      const { status, data } = await callApi(api, createRun, { body });
      if (options.json) return printJson(data);
      process.stdout.write(`Run ${data.project}/${data.name} ${status === 200 ? "was there already" : "is created"}: ${runPage(api, data)}\nNext: tidemark register ${data.project}/${data.name} FILE --step N\n`);
    });
  return runs;
}

function collectModel(text: string, before: RoleOfModel[] = []): RoleOfModel[] {
  const [id = "", role] = text.split("=", 2);
  const parsed = Role.optional().safeParse(role);
  if (!parsed.success) throw new InvalidArgumentError(`A role is ${Role.options.join(", ")}.`);
  return [...before, { id, ...(parsed.data && { role: parsed.data }) }];
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("Write a number.");
  return value;
}
