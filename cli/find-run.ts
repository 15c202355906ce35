import { listRuns, readRun, type Run } from "@/lib/contracts";
import { ConfigError } from "@/lib/errors";
import { ApiError, callApi, type Api } from "./api-client";
import { nearestNames } from "./nearest-names";

/**
 * A run by its id, its project/name, or its name alone where only one run has it.
 * @throws ConfigError when there is none, or several
 */
export async function findRun(api: Api, text: string): Promise<Run> {
  try {
    return (await callApi(api, readRun, { params: { run: text } })).data;
  } catch (error) {
    if (!(error instanceof ApiError && error.problem.code === "not-found")) throw error;
  }
  const named = text.includes("/") ? [] : (await callApi(api, listRuns, { query: { name: text, limit: 10 } })).data.items;
  if (named[0] && named.length === 1) return named[0];
  if (named.length > 1) throw new ConfigError(`Several runs are called ${text}: ${named.map(({ project, name }) => `${project}/${name}`).join(", ")}. Write one of these.`);
  const { data } = await callApi(api, listRuns, { query: { limit: 500 } });
  const near = nearestNames(text, data.items.map(({ project, name }) => `${project}/${name}`));
  throw new ConfigError(`There is no run "${text}". ${near.length > 0 ? `Is it ${near.join(" or ")}? ` : ""}Runs are named by project/name or id; "tidemark status" lists them.`);
}
