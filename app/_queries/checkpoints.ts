import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Outcome, Turned } from "@/lib/contracts/checkpoints";
import { call } from "./call";
import { contract } from "./contract";
import { everyPage } from "./every-page";
import { type CurveSelection, runKey } from "./run";
import { withoutBlanks } from "./without-blanks";

export type PairsSelection = CurveSelection & {
  outcome?: Outcome; tag?: string; q?: string; sort?: "key" | "margin" | "-margin" | "change"; since?: string; turned?: Turned;
};

export const checkpointsPageSize = 500;
/** Every checkpoint of a run, of all branches: a branch's curve begins with its parent's points. */
export const checkpointsQuery = (run: string) =>
  queryOptions({
    queryKey: [...runKey(run), "checkpoints"] as const,
    queryFn: ({ signal }) => everyPage((cursor) => call(contract("listCheckpoints"), { params: { run }, query: { limit: checkpointsPageSize, ...(cursor !== null && { cursor }) }, signal })),
  });
export const checkpointQuery = (run: string, step: number, branch = "main") =>
  queryOptions({
    queryKey: [...runKey(run), "checkpoint", step, branch] as const,
    queryFn: ({ signal }) => call(contract("readCheckpoint"), { params: { run, step: String(step) }, query: { branch }, signal }),
  });
export const pairsPageSize = 50;
export const pairsQuery = (run: string, step: number, selection: PairsSelection) =>
  infiniteQueryOptions({
    queryKey: [...runKey(run), "pairs", step, withoutBlanks(selection)] as const,
    queryFn: ({ pageParam, signal }) =>
      call(contract("listPairs"), {
        params: { run }, signal,
        query: { ...withoutBlanks(selection), step: String(step), limit: pairsPageSize, ...(pageParam ? { cursor: pageParam } : {}) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
/** One prompt's pair at a step; null where the checkpoint's prompt set has no such key. */
export const pairQuery = (run: string, step: number, key: string, selection: CurveSelection & { since?: string }) =>
  queryOptions({
    queryKey: [...runKey(run), "pairs", step, "one", key, withoutBlanks(selection)] as const,
    queryFn: async ({ signal }) => (await call(contract("listPairs"), { params: { run }, signal, query: { ...withoutBlanks(selection), step: String(step), key, limit: 1 } })).items[0] ?? null,
  });
/** Outcome of one prompt at every step: letters as in Matrix. */
export const promptOutcomesQuery = (run: string, key: string, selection: CurveSelection) =>
  queryOptions({
    queryKey: [...runKey(run), "matrix", "one", key, withoutBlanks(selection)] as const,
    queryFn: ({ signal }) => call(contract("readMatrix"), { params: { run }, query: { ...withoutBlanks(selection), key }, signal }),
  });
