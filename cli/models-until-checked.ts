import { readRewardModel, type RewardModel } from "@/lib/contracts";
import { callApi, type Api } from "./api-client";

const longestMs = 10 * 60_000;
const pollMs = 500;

/** Waits for a worker to open and check a model. @returns the model, still "checking" if ten minutes were too short */
export async function untilChecked(api: Api, model: RewardModel): Promise<RewardModel> {
  const deadline = Date.now() + longestMs;
  let toldAt = Date.now();
  let latest = model;
  while (latest.status === "checking" && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    latest = (await callApi(api, readRewardModel, { params: { rewardModel: model.id } })).data;
    if (latest.status !== "checking" || Date.now() - toldAt < 15_000) continue;
    toldAt = Date.now();
    process.stderr.write(`A worker opens and checks "${model.name}" ...\n`);
  }
  return latest;
}
