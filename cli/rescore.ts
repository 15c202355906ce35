import { Command } from "commander";
import { rescore } from "@/lib/contracts";
import { callApi } from "./api-client";
import { connect } from "./connect";
import { findRun } from "./find-run";
import { printJson } from "./print-json";

export function rescoreCommand(): Command {
  return new Command("rescore")
    .argument("<run>", "project/name, name or id")
    .description("score a run's whole history again, e.g. after a model server was mended")
    .option("--reward-model <name>", "only with this reward model")
    .option("--reference-set <name>", "only this reference set")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  $ tidemark rescore chat/sft-7b --reward-model skywork-0.6b\n\nIt returns at once; tidemark status --watch shows the progress.\n")
    .action(async (text: string, options: { rewardModel?: string; referenceSet?: string; json?: boolean }) => {
      const api = connect();
      const run = await findRun(api, text);
      const { rewardModel, referenceSet } = options;
      const { data } = await callApi(api, rescore, { params: { run: run.id }, body: { rewardModel, referenceSet } });
      if (options.json) return printJson(data);
      process.stdout.write(`${data.nVectors === 0 ? "Nothing is there to score again" : `${data.nVectors} sets of completions are scored again`}. Progress: tidemark status ${run.project}/${run.name} --watch\n`);
    });
}
