import type { z } from "zod";
import type { Context } from "@/lib/context";
import type { Endpoint } from "@/lib/contracts";
import type { Env } from "@/lib/env";
import type { Access } from "@/lib/services/authenticate";

/** What a handler gets: everything parsed by the endpoint's contract. */
export interface Call<Params = unknown, Query = unknown, Body = unknown> {
  params: Params;
  query: Query;
  body: Body;
  /** Who asks; of a public endpoint nobody (keyId ""). */
  access: Access;
  request: Request;
  requestId: string;
  env: Env;
}

/** What a handler gives: a body of the contract (status: the endpoint's first), or a finished response (streams, text). */
export type Answer<Body> = { status?: number; body: Body; headers?: Record<string, string> } | Response;

export interface Route {
  endpoint: Endpoint;
  handler: (call: Call<never, never, never>, ctx: Context) => Promise<Answer<unknown>>;
  /** Whether the endpoint needs no key with these settings. */
  isOpen?: (env: Env) => boolean;
}

/** Binds an endpoint to the verb that answers it. */
export function bindRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  handler: (call: Call<z.infer<P>, z.infer<Q>, z.infer<B>>, ctx: Context) => Promise<Answer<z.input<R>>>,
  options: Pick<Route, "isOpen"> = {},
): Route {
  return { endpoint, handler, ...options };
}
