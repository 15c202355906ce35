import { setTimeout as sleep } from "node:timers/promises";
import { Command, Option } from "commander";
import { listRuns, readVerdict, type Run } from "@/lib/contracts";
import { callApi, type Api } from "./api-client";
import { connect } from "./connect";
import { findRun } from "./find-run";
import { parseDuration } from "./parse-duration";
import { runReport } from "./run-report";
import { runsTable, type RunState } from "./runs-table";

interface Options { project?: string; limit: string; watch?: boolean; every: number; json?: boolean }

export function statusCommand(): Command {
  return new Command("status")
    .argument("[run]", "project/name, name or id; left out: all runs, last active first")
    .description("runs with their verdict, progress, best step and smallest detectable drop")
    .option("--project <name>", "only runs of this project")
    .addOption(new Option("--limit <n>", "runs shown at most").default("20"))
    .option("--watch", "go on showing it until Ctrl-C")
    .addOption(new Option("--every <duration>", "pause between two looks of --watch").default(2000, "2s").argParser(parseDuration))
    .option("--json", "as JSON; with --watch a line for every look")
    .addHelpText("after", `
Examples:
  $ tidemark status
  $ tidemark status chat/sft-7b
  $ tidemark status --watch --project chat
`)
    .action(async (text: string | undefined, options: Options) => {
      const api = connect();
      if (!options.watch) return void process.stdout.write(await render(api, text, options));
      for (let last = ""; ; await sleep(Math.max(500, options.every))) {
        const now = await render(api, text, options);
        if (process.stdout.isTTY && !options.json) process.stdout.write(`\u001b[H\u001b[J${now}`);
        else if (now !== last) process.stdout.write(now);
        last = now;
      }
    });
}

async function render(api: Api, text: string | undefined, options: Options): Promise<string> {
  const runs = text === undefined
    ? (await callApi(api, listRuns, { query: { project: options.project, limit: options.limit } })).data.items
    : [await findRun(api, text)];
  const states: RunState[] = [];
  for (const run of runs) states.push({ run, verdict: await verdictOf(api, run) });
  if (options.json) return `${JSON.stringify(text === undefined ? states : states[0])}\n`;
  if (text !== undefined && states[0]) return runReport(api, states[0]);
  if (states.length === 0) return 'No run yet. "tidemark runs create --help" shows how to make one; "tidemark demo" brings two.\n';
  return runsTable(states, Date.now());
}

const verdictOf = async (api: Api, run: Run) => (await callApi(api, readVerdict, { params: { run: run.id } })).data;
