import { Command } from "commander";
import { createRewardModel, readRewardModel, type RewardModel } from "@/lib/contracts";
import { callApi } from "./api-client";
import { connect } from "./connect";
import { showReport } from "./show-report";
import { untilChecked } from "./models-until-checked";

export function modelsCheckCommand(): Command {
  return new Command("check")
    .argument("<name>", "name or id")
    .description("print a reward model's conformance report")
    .option("--again", "register it anew, so that a worker checks a failed model's mended files")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExamples:\n  $ tidemark models check starter\n  $ tidemark models check skywork-0.6b --again\n\nExit code: 0 ready, 1 the check failed, 3 not checked yet, 2 a usage or connection error.\n")
    .action(async (name: string, options: { again?: boolean; json?: boolean }) => {
      const api = connect();
      let model: RewardModel = (await callApi(api, readRewardModel, { params: { rewardModel: name } })).data;
      if (options.again) {
        const { name: own, kind, input, backend } = model;
        // Fields left out are not compared, so this is the same registration.
        const { data } = await callApi(api, createRewardModel, { body: { name: own, kind, input, backend } });
        if (data.status === "ready") process.stderr.write(`"${own}" is ready: only a model that failed is checked again here. Workers compare its golden scores whenever they load it.\n`);
        model = await untilChecked(api, data);
      }
      showReport(model, options.json);
    });
}
