import { queryOptions } from "@tanstack/react-query";
import { listKeys } from "@/lib/contracts/access";
import { listAlertChannels } from "@/lib/contracts/alerts";
import { readSystem } from "@/lib/contracts/system";
import { call } from "./call";

export const keysQuery = () =>
  queryOptions({ queryKey: ["keys"] as const, queryFn: ({ signal }) => call(listKeys, { query: { limit: 500 }, signal }) });
export const channelsQuery = () =>
  queryOptions({ queryKey: ["alert-channels"] as const, queryFn: ({ signal }) => call(listAlertChannels, { query: { limit: 500 }, signal }) });
export const systemQuery = () =>
  queryOptions({ queryKey: ["system"] as const, queryFn: ({ signal }) => call(readSystem, { signal }), refetchInterval: 5_000 });
