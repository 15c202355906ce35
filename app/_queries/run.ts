import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { readCurve } from "@/lib/contracts/curves";
import { readBest, readVerdict } from "@/lib/contracts/decisions";
import { readRun } from "@/lib/contracts/runs";
import { call } from "./call";
import { withoutBlanks } from "./without-blanks";

/** What a run's pages may choose; left out, the run's primary and the branch main. */
export type CurveSelection = { rewardModel?: string; referenceSet?: string; branch?: string };

/** Everything about one run begins with this key, so that one invalidation refreshes its pages. */
export const runKey = (run: string) => ["run", run] as const;
export const runQuery = (run: string) =>
  queryOptions({ queryKey: [...runKey(run), "summary"] as const, queryFn: ({ signal }) => call(readRun, { params: { run }, signal }) });
export const curveQuery = (run: string, selection: CurveSelection = {}) =>
  queryOptions({
    queryKey: [...runKey(run), "curve", withoutBlanks(selection)] as const, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(readCurve, { params: { run }, query: selection, signal }),
  });
export const bestQuery = (run: string, selection: CurveSelection = {}) =>
  queryOptions({
    queryKey: [...runKey(run), "best", withoutBlanks(selection)] as const, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(readBest, { params: { run }, query: selection, signal }),
  });
export const verdictQuery = (run: string, selection: CurveSelection = {}) =>
  queryOptions({
    queryKey: [...runKey(run), "verdict", withoutBlanks(selection)] as const, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(readVerdict, { params: { run }, query: selection, signal }),
  });
