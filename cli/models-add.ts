import { Command, Option } from "commander";
import { createRewardModel, serverTypes } from "@/lib/contracts";
import { callApi } from "./api-client";
import { connect } from "./connect";
import { toRegistration, type AddOptions } from "./models-registration";
import { showReport } from "./show-report";
import { untilChecked } from "./models-until-checked";

interface Options extends AddOptions {
  wait: boolean;
  json?: boolean;
}

const several = (value: string, before: string[] = []) => [...before, value];

export function modelsAddCommand(): Command {
  return new Command("add")
    .argument("<name>", "a name of its own; curves keep the model they were made with")
    .description("register a reward model; a worker opens and checks it, and the report is printed")
    .addOption(new Option("--kind <kind>", "what a score means").choices(["bradley-terry", "pairwise", "absolute"]).default("bradley-terry"))
    .addOption(new Option("--input <form>", "chat: the model's chat template; text-pair: prompt and completion as two segments; pair-template: both completions in one turn").choices(["chat", "text-pair", "pair-template"]).makeOptionMandatory())
    .option("--path <folder>", "ONNX folder: absolute, ./here, or a name in TIDEMARK_MODEL_DIR of the server")
    .option("--file <name>", "the .onnx file, where the folder holds several")
    .addOption(new Option("--provider <provider>", "where ONNX runs").choices(["cpu", "cuda", "coreml", "dml"]))
    .addOption(new Option("--server <type>", "kind of model server").choices([...serverTypes]))
    .option("--url <address>", "base address of the model server")
    .option("--model <name>", "the model's name on the model server")
    .option("--api-key-env <variable>", "variable of the workers that holds the server's key; begins with TIDEMARK_SECRET_")
    .option("--timeout-ms <ms>", "longest wait for one answer of the model server")
    .option("--concurrency <n>", "requests at the model server at a time")
    .option("--attribute <name=weight>", "an attribute's weight in the score (absolute models; repeat it)", several)
    .option("--output <use=name>", "which output is score, attributes or gating (repeat it)", several)
    .option("--template <file>", "JSON with pair, context and labels (pair-template)")
    .option("--temperature <t>", "divides the margin before the sigmoid; models calibrate finds it")
    .option("--max-tokens <n>", "longest text in tokens")
    .addOption(new Option("--overlong <what>", "a completion that does not fit: cut its end, or fail").choices(["cut-end", "fail"]))
    .option("--label <label>", "name or index of the label that is the score, where the model has several")
    .addOption(new Option("--scale <scale>", "what the output is").choices(["logit", "probability"]))
    .addOption(new Option("--precision <precision>", "which export of the folder").choices(["fp32", "fp16", "int8"]))
    .option("--no-bos", "the model wants no BOS token in front")
    .option("--wait", "wait for the check (what it does anyway)", true)
    .option("--no-wait", "register and return at once")
    .option("--json", "as JSON")
    .addHelpText("after", `
Examples:
  $ tidemark models add skywork-0.6b --input chat --path skywork-0.6b
  $ tidemark models add deberta --input text-pair --path ./reward-model-deberta-v3-base
  $ tidemark models add nemotron --kind absolute --input chat --server nim --url https://integrate.example --model nvidia/reward \\
      --api-key-env TIDEMARK_SECRET_NIM --attribute helpfulness=0.65 --attribute verbosity=-0.4
  $ tidemark models add judge --kind pairwise --input pair-template --server openai-judge --url http://127.0.0.1:8000 --model qwen

Exit code: 0 ready (or registered, with --no-wait), 1 the check failed, 3 not checked in time, 2 a usage or connection error.
`)
    .action(async (name: string, options: Options) => {
      const body = toRegistration(name, options);
      const api = connect();
      const { data, status } = await callApi(api, createRewardModel, { body });
      const model = options.wait ? await untilChecked(api, data) : data;
      if (status === 200 && !options.json) process.stderr.write(`"${name}" was registered already, in the same way.\n`);
      showReport(model, options.json);
      if (!options.wait && model.status === "checking") process.exitCode = 0;
    });
}
