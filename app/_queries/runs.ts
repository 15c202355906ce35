import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { RunOrder, RunSort, VerdictWord } from "@/lib/contracts/runs";
import { call } from "./call";
import { contract } from "./contract";
import { withoutBlanks } from "./without-blanks";

export type RunsSelection = {
  project?: string; promptSet?: string; verdict?: VerdictWord; q?: string; sort?: RunSort; order?: RunOrder; cursor?: string;
};

export const runsPageSize = 25;
export const runsKey = ["runs"] as const;
export const runsQuery = (selection: RunsSelection) =>
  queryOptions({
    queryKey: [...runsKey, withoutBlanks(selection)] as const, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(contract("listRuns"), { query: { ...withoutBlanks(selection), limit: runsPageSize }, signal }),
  });
/** These runs alone (ids or project/name), as far as the rest of the selection lets them through. */
export const namedRunsQuery = (refs: readonly string[], { cursor: _cursor, ...selection }: RunsSelection = {}) =>
  queryOptions({
    queryKey: [...runsKey, "named", [...refs].sort().join(","), withoutBlanks(selection)] as const, enabled: refs.length > 0, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(contract("listRuns"), { query: { ...withoutBlanks(selection), ids: refs.join(","), limit: 100 }, signal }),
  });
