import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call } from "./call";
import { contract } from "./contract";
import { withoutBlanks } from "./without-blanks";

/** What a run's pages may choose; left out, the run's primary and the branch main. */
export type CurveSelection = { rewardModel?: string; referenceSet?: string; branch?: string };

/** Everything about one run begins with this key, so that one invalidation refreshes its pages. */
export const runKey = (run: string) => ["run", run] as const;
export const runQuery = (run: string) =>
  queryOptions({ queryKey: [...runKey(run), "summary"] as const, queryFn: ({ signal }) => call(contract("readRun"), { params: { run }, signal }) });
/** @param selection with a tag the curve of its prompts alone */
export const curveQuery = (run: string, selection: CurveSelection & { tag?: string } = {}) =>
  queryOptions({
    queryKey: [...runKey(run), "curve", withoutBlanks(selection)] as const, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(contract("readCurve"), { params: { run }, query: selection, signal }),
  });
export const bestQuery = (run: string, selection: CurveSelection = {}) =>
  queryOptions({
    queryKey: [...runKey(run), "best", withoutBlanks(selection)] as const, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(contract("readBest"), { params: { run }, query: selection, signal }),
  });
export const verdictQuery = (run: string, selection: CurveSelection = {}) =>
  queryOptions({
    queryKey: [...runKey(run), "verdict", withoutBlanks(selection)] as const, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(contract("readVerdict"), { params: { run }, query: selection, signal }),
  });
