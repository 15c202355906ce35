import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { listRuns } from "@/lib/contracts/runs";
import { call } from "./call";
import { withoutBlanks } from "./without-blanks";

export type RunsSelection = { project?: string; q?: string; cursor?: string };

export const runsPageSize = 25;
export const runsQuery = (selection: RunsSelection) =>
  queryOptions({
    queryKey: ["runs", withoutBlanks(selection)] as const, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(listRuns, { query: { ...withoutBlanks(selection), limit: runsPageSize }, signal }),
  });
