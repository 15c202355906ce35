import { useQueries } from "@tanstack/react-query";
import type { RewardModel } from "@/lib/contracts/reward-models";
import type { Run } from "@/lib/contracts/runs";
import { rewardModelQuery } from "../../_queries/reward-models";

/** Kind of each of the run's reward models, as far as they have been read. */
export function useRewardModelKinds(run: Run): ReadonlyMap<string, RewardModel["kind"]> {
  return useQueries({
    queries: run.rewardModels.map(({ id }) => rewardModelQuery(id)),
    combine: kindsOf,
  });
}

const kindsOf = (results: readonly { data: RewardModel | undefined }[]) => new Map(results.flatMap(({ data }) => (data ? [[data.id, data.kind] as const] : [])));
