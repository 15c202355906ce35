import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call } from "./call";
import { contract } from "./contract";

/** Runs on a prompt set whose name holds the text, last active first: one page, to choose some from. */
export const overlayRunsQuery = (promptSet: string, q: string) =>
  queryOptions({
    queryKey: ["overlay-runs", promptSet, q] as const, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(contract("listRuns"), { query: { promptSet, limit: 30, ...(q !== "" && { q }) }, signal }),
  });
