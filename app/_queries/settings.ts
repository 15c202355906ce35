import { queryOptions } from "@tanstack/react-query";
import { call } from "./call";
import { contract } from "./contract";

export const keysQuery = () =>
  queryOptions({ queryKey: ["keys"] as const, queryFn: ({ signal }) => call(contract("listKeys"), { query: { limit: 500 }, signal }) });
export const channelsQuery = () =>
  queryOptions({ queryKey: ["alert-channels"] as const, queryFn: ({ signal }) => call(contract("listAlertChannels"), { query: { limit: 500 }, signal }) });
export const systemQuery = () =>
  queryOptions({ queryKey: ["system"] as const, queryFn: ({ signal }) => call(contract("readSystem"), { signal }), refetchInterval: 5_000 });
