import { Command } from "commander";
import { rescore } from "@/lib/contracts";
import { callApi } from "./api-client";
import { connect } from "./connect";
import { findRun } from "./find-run";
import { printJson } from "./print-json";

export function rescoreCommand(): Command {
  return new Command("rescore")
    .argument("<run>", "project/name, name or id")
    .description("score again what failed, and what an earlier version of the reward model scored, e.g. after a model server was mended")
    .option("--reward-model <name>", "only with this reward model")
    .option("--reference-set <name>", "only this reference set")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExamples:\n  $ tidemark rescore chat/sft-7b\n  $ tidemark rescore chat/sft-7b --reward-model skywork-0.6b\n\nScores of the reward model as it is now stay. It returns at once; tidemark status --watch shows the progress.\n")
    .action(async (text: string, options: { rewardModel?: string; referenceSet?: string; json?: boolean }) => {
      const api = connect();
      const run = await findRun(api, text);
      const { rewardModel, referenceSet } = options;
      const { data } = await callApi(api, rescore, { params: { run: run.id }, body: { rewardModel, referenceSet } });
      if (options.json) return printJson(data);
      const name = `${run.project}/${run.name}`;
      if (data.nVectors === 0) return void process.stdout.write(`Nothing to score again: every score of ${name} is of its reward models as they are now.\n`);
      process.stdout.write(`${data.nVectors === 1 ? "1 set of completions is" : `${data.nVectors} sets of completions are`} scored again. Progress: tidemark status ${name} --watch\n`);
    });
}
