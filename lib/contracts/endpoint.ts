import type { z } from "zod";

export type Scope = "read" | "write" | "admin";
const order: Record<Scope, number> = { read: 0, write: 1, admin: 2 };
export const scopeCovers = (held: Scope, needed: Scope): boolean => order[held] >= order[needed];

/** One call of the HTTP interface: route, browser, OpenAPI and tests read the same object. */
export interface Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** With `:name` for each parameter. */
  path: string;
  summary: string;
  /** "public" needs no key. */
  scope: Scope | "public";
  params?: Params;
  query?: Query;
  body?: Body;
  /** The body may also be application/x-ndjson (line 1 the head, then one completion a line). */
  ndjson?: boolean;
  response: Response;
  /** Of the answer, where it is not JSON. */
  mediaType?: string;
  /** Success statuses, first the usual one. 204 has no body. */
  statuses: readonly number[];
}

export function defineEndpoint<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
): Endpoint<P, Q, B, R> {
  return endpoint;
}
