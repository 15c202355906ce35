import { queryOptions } from "@tanstack/react-query";
import { call } from "./call";
import { contract } from "./contract";

export const rewardModelsQuery = () =>
  queryOptions({
    queryKey: ["reward-models"] as const,
    queryFn: ({ signal }) => call(contract("listRewardModels"), { query: { limit: 100 }, signal }),
    refetchInterval: (query) => (query.state.data?.items.some((m) => m.status === "checking") ? 2000 : false),
  });
export const rewardModelQuery = (rewardModel: string) =>
  queryOptions({
    queryKey: ["reward-models", rewardModel] as const,
    queryFn: ({ signal }) => call(contract("readRewardModel"), { params: { rewardModel }, signal }),
    refetchInterval: (query) => (query.state.data?.status === "checking" ? 2000 : false),
  });
