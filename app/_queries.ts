import { keepPreviousData, infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { type Checkpoint, type Outcome, listCheckpoints, listPairs, readCheckpoint } from "@/lib/contracts/checkpoints";
import { readCurve } from "@/lib/contracts/curves";
import { readBest, readVerdict } from "@/lib/contracts/decisions";
import type { Endpoint } from "@/lib/contracts/endpoint";
import { Problem } from "@/lib/contracts/problems";
import { listRewardModels, readRewardModel } from "@/lib/contracts/reward-models";
import { listRuns, readRun } from "@/lib/contracts/runs";

/** An answer of the server that says what is wrong; its `detail` is written for people. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
}

type Input<T> = T extends z.ZodType ? z.input<T> : never;
type Args<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  params?: Input<P>; query?: Partial<Input<Q>>; body?: Input<B>; signal?: AbortSignal;
};

function addressOf(endpoint: Endpoint, params: unknown, query: unknown): string {
  const values = (params ?? {}) as Record<string, unknown>;
  const path = endpoint.path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(String(values[name])));
  const pairs = Object.entries((query ?? {}) as Record<string, unknown>).filter(([, v]) => v !== undefined && v !== null && v !== "");
  const search = new URLSearchParams(pairs.map(([k, v]) => [k, String(v)])).toString();
  return search === "" ? path : `${path}?${search}`;
}

/** The session has ended: sign in again and come back to the same page. */
function signInAgain(): void {
  if (window.location.pathname === "/sign-in") return;
  window.location.assign(`/sign-in?next=${encodeURIComponent(window.location.pathname + window.location.search)}`);
}

/**
 * Calls the HTTP interface from the browser. Typed by the endpoint and parsed by it.
 * @throws ProblemError with the server's problem document; a network fault as the browser gives it
 */
export async function call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>, { params, query, body, signal }: Args<P, Q, B> = {},
): Promise<z.output<R>> {
  const response = await fetch(addressOf(endpoint, params, query), {
    method: endpoint.method, credentials: "same-origin", cache: "no-store", signal: signal ?? null,
    headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.status === 204) return endpoint.response.parse(null);
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return endpoint.response.parse(answer);
  if (response.status === 401 && endpoint.scope !== "public") signInAgain();
  const problem = Problem.safeParse(answer);
  throw new ProblemError(
    problem.success
      ? problem.data
      : { type: "about:blank", title: "The server did not answer as expected", status: response.status, detail: `The server answered ${response.status}. Try again; if it stays so, look at its log.`, code: "internal", requestId: response.headers.get("x-request-id") ?? "" },
  );
}

/** What a run's pages may choose; left out, the run's primary and the branch main. */
export type CurveSelection = { rewardModel?: string; referenceSet?: string; branch?: string };
export type PairsSelection = CurveSelection & {
  outcome?: Outcome; tag?: string; q?: string; sort?: "key" | "margin" | "-margin" | "change";
};
export type RunsSelection = { project?: string; q?: string; cursor?: string };

const withoutBlanks = <T extends object>(selection: T): T =>
  Object.fromEntries(Object.entries(selection).filter(([, v]) => v !== undefined && v !== "")) as T;

/** Everything about one run begins with this key, so that one invalidation refreshes its pages. */
export const runKey = (run: string) => ["run", run] as const;

export const runsPageSize = 25;
export const runsQuery = (selection: RunsSelection) =>
  queryOptions({
    queryKey: ["runs", withoutBlanks(selection)] as const, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(listRuns, { query: { ...withoutBlanks(selection), limit: runsPageSize }, signal }),
  });
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
export const checkpointsPageSize = 500;
/** Every checkpoint of a run, of all branches: a branch's curve begins with its parent's points. */
export const checkpointsQuery = (run: string) =>
  queryOptions({
    queryKey: [...runKey(run), "checkpoints"] as const,
    queryFn: async ({ signal }) => {
      const items: Checkpoint[] = [];
      for (let cursor: string | null = null, first = true; first || cursor; first = false) {
        const page: { items: Checkpoint[]; nextCursor: string | null } = await call(listCheckpoints, {
          params: { run }, query: { limit: checkpointsPageSize, ...(cursor ? { cursor } : {}) }, signal,
        });
        items.push(...page.items);
        cursor = page.nextCursor;
      }
      return items;
    },
  });
export const checkpointQuery = (run: string, step: number, branch = "main") =>
  queryOptions({
    queryKey: [...runKey(run), "checkpoint", step, branch] as const,
    queryFn: ({ signal }) => call(readCheckpoint, { params: { run, step: String(step) }, query: { branch }, signal }),
  });
export const pairsPageSize = 20;
export const pairsQuery = (run: string, step: number, selection: PairsSelection) =>
  infiniteQueryOptions({
    queryKey: [...runKey(run), "pairs", step, withoutBlanks(selection)] as const,
    queryFn: ({ pageParam, signal }) =>
      call(listPairs, {
        params: { run }, signal,
        query: { ...withoutBlanks(selection), step: String(step), limit: pairsPageSize, ...(pageParam ? { cursor: pageParam } : {}) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
export const rewardModelsQuery = () =>
  queryOptions({
    queryKey: ["reward-models"] as const,
    queryFn: ({ signal }) => call(listRewardModels, { query: { limit: 100 }, signal }),
    refetchInterval: (query) => (query.state.data?.items.some((m) => m.status === "checking") ? 2000 : false),
  });
export const rewardModelQuery = (rewardModel: string) =>
  queryOptions({
    queryKey: ["reward-models", rewardModel] as const,
    queryFn: ({ signal }) => call(readRewardModel, { params: { rewardModel }, signal }),
    refetchInterval: (query) => (query.state.data?.status === "checking" ? 2000 : false),
  });
