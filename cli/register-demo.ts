import { createPromptSet, createReferenceSet, createRewardModel, createRun, readRewardModel, registerCheckpoint, type Run } from "@/lib/contracts";
import { ConfigError } from "@/lib/errors";
import { callApi, type Api } from "./api-client";
import type { DemoData } from "./demo-data";
import { starterModel } from "./starter-model";

const promptSet = "demo-prompts";
const referenceSet = "handwritten";
const project = "demo";

/**
 * Registers the demo as a training loop would: over HTTP, checkpoint after checkpoint, the two runs by turns.
 * @returns the runs and how many things were new
 */
export async function registerDemo(api: Api, data: DemoData, options: { signal: AbortSignal; onCheckpoint: () => void }): Promise<{ runs: Run[]; nNew: number }> {
  let nNew = 0;
  const count = <T>(answer: { status: number; data: T }): T => {
    if (answer.status !== 200) nNew++;
    return answer.data;
  };
  count(await callApi(api, createPromptSet, { body: { name: promptSet, prompts: data.prompts } }));
  count(await callApi(api, createReferenceSet, { params: { promptSet }, body: { name: referenceSet, completions: data.references } }));
  count(await callApi(api, createRewardModel, { body: starterModel }));
  await untilReady(api, options.signal);

  const runs: Run[] = [];
  for (const { name } of data.runs) {
    const body = { name, project, promptSet, referenceSets: [referenceSet], rewardModels: [{ id: starterModel.name, role: "monitor" }], plan: { expectedLooks: 11 } };
    runs.push(count(await callApi(api, createRun, { body })));
  }
  const nRounds = Math.max(...data.runs.map((run) => run.checkpoints.length));
  for (let round = 0; round < nRounds; round++) {
    for (const [index, { checkpoints }] of data.runs.entries()) {
      options.signal.throwIfAborted();
      const [checkpoint, run] = [checkpoints[round], runs[index]];
      if (!checkpoint || !run) continue;
      count(await callApi(api, registerCheckpoint, { params: { run: run.id }, body: checkpoint }));
      options.onCheckpoint();
    }
  }
  return { runs, nNew };
}

/** A worker opens and checks the model's files. @throws ConfigError with the check that failed */
async function untilReady(api: Api, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    const { data } = await callApi(api, readRewardModel, { params: { rewardModel: starterModel.name } });
    if (data.status === "ready") return;
    if (data.status === "failed") {
      const failed = data.conformance.filter((check) => check.outcome === "fail").map((check) => `${check.check}: ${check.detail}`);
      throw new ConfigError(`The starter model failed its check (${failed.join("; ") || "no reason given"}). Run "tidemark doctor", then "npm run demo -- --fresh".`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new ConfigError('The starter model was not checked within two minutes: no worker takes up work. Run "tidemark doctor".');
}
