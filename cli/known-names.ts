import { listPromptSets, listRewardModels, listRuns } from "@/lib/contracts";
import { callApi, type Api } from "./api-client";
import { connect } from "./connect";

export type NamedThing = "run" | "promptSet" | "rewardModel";

const longestWaitMs = 800;
const input = { query: { limit: 200 }, timeoutMs: longestWaitMs, nAttempts: 1 };

const readers: Record<NamedThing, (api: Api) => Promise<string[]>> = {
  run: async (api) => (await callApi(api, listRuns, input)).data.items.map(({ project, name }) => `${project}/${name}`),
  promptSet: async (api) => (await callApi(api, listPromptSets, input)).data.items.map(({ name }) => name),
  rewardModel: async (api) => (await callApi(api, listRewardModels, input)).data.items.map(({ name }) => name),
};

/** Names on the server for completing a command; none when it does not answer at once, or no key is there. */
export async function knownNames(thing: NamedThing): Promise<readonly string[]> {
  try {
    return await readers[thing](connect());
  } catch {
    return [];
  }
}
