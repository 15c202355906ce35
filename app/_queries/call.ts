import type { z } from "zod";
import type { Endpoint } from "@/lib/contracts/endpoint";
import type { Problem } from "@/lib/contracts/problems";
import { contract } from "./contract";

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
 * Calls the HTTP interface from the browser. Typed by the endpoint (see `contract`) and parsed by it.
 * @throws ProblemError with the server's problem document; a network fault as the browser gives it
 */
export async function call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  read: () => Promise<Endpoint<P, Q, B, R>>, { params, query, body, signal }: Args<P, Q, B> = {},
): Promise<z.output<R>> {
  const endpoint = await read();
  const response = await fetch(addressOf(endpoint, params, query), {
    method: endpoint.method, credentials: "same-origin", cache: "no-store", signal: signal ?? null,
    headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.status === 204) return endpoint.response.parse(null);
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return endpoint.response.parse(answer);
  if (response.status === 401 && endpoint.scope !== "public") signInAgain();
  const problem = (await contract("Problem")()).safeParse(answer);
  throw new ProblemError(
    problem.success
      ? problem.data
      : { type: "about:blank", title: "The server did not answer as expected", status: response.status, detail: `The server answered ${response.status}. Try again; if it stays so, look at its log.`, code: "internal", requestId: response.headers.get("x-request-id") ?? "" },
  );
}
