import { infiniteQueryOptions } from "@tanstack/react-query";
import type { AlertState } from "@/lib/contracts/alerts";
import { call } from "./call";
import { contract } from "./contract";
import { withoutBlanks } from "./without-blanks";

export type AlertsSelection = { state?: AlertState; run?: string };
export const alertsKey = ["alerts"] as const;
export const alertsPageSize = 50;
export const alertsQuery = (selection: AlertsSelection = {}) =>
  infiniteQueryOptions({
    queryKey: [...alertsKey, withoutBlanks(selection)] as const,
    queryFn: ({ pageParam, signal }) => call(contract("listAlerts"), { query: { ...withoutBlanks(selection), limit: alertsPageSize, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
