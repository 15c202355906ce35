import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call } from "./call";
import { contract } from "./contract";
import { withoutBlanks } from "./without-blanks";

/** Two checkpoints as the address names them, and what they are compared by. */
export type CompareSelection = { run: string; a: string; b: string; rewardModel?: string; referenceSet?: string };

export const compareQuery = ({ run, ...query }: CompareSelection) =>
  queryOptions({
    queryKey: ["run", run, "compare", withoutBlanks(query)] as const, placeholderData: keepPreviousData, retry: false,
    queryFn: ({ signal }) => call(contract("compare"), { params: { run }, query, signal }),
  });
/** Runs to choose from, last active first. */
export const runChoicesQuery = () =>
  queryOptions({ queryKey: ["runs", "choices"] as const, queryFn: ({ signal }) => call(contract("listRuns"), { query: { limit: 200 }, signal }) });
