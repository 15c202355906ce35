import type { Context } from "@/lib/context";
import { DomainError } from "@/lib/errors";
import type { Env } from "@/lib/env";
import { createLogger } from "@/lib/logger";
import { authorize } from "./authorize";
import { getServer, type Server } from "./context";
import { fieldErrors } from "./field-errors";
import { assertKnownHost } from "./host-guard";
import { assertSameOrigin } from "./origin-guard";
import { readBody } from "./read-body";
import { readQuery } from "./read-query";
import { requestIdOf } from "./request-id";
import type { Call, Route } from "./bind-route";
import { toProblem } from "./to-problem";
import { validate } from "./validate";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
type Method = (typeof methods)[number];
type RouteParams = { params: Promise<Record<string, string | string[] | undefined>> };
type RouteHandler = (request: Request, context: RouteParams) => Promise<Response>;

/**
 * Everything that a route file exports: each endpoint at its method, HEAD wherever there is GET, a problem for the others.
 * Nothing is read of a body before the request's Host, key, scope, Origin, path and query have passed.
 */
export function defineRoutes(...routes: Route[]): Record<Method, RouteHandler> {
  const byMethod = new Map<string, Route>(routes.map((route) => [route.endpoint.method, route]));
  const get = byMethod.get("GET");
  if (get) byMethod.set("HEAD", get);
  const allow = methods.filter((method) => byMethod.has(method)).join(", ");
  const handlers = methods.map((method) => [method, (request: Request, context: RouteParams) => answer(request, context, byMethod.get(method), allow)]);
  return Object.fromEntries(handlers) as Record<Method, RouteHandler>;
}

async function answer(request: Request, context: RouteParams, route: Route | undefined, allow: string): Promise<Response> {
  const requestId = requestIdOf(request.headers);
  let server: Server | undefined;
  try {
    server = getServer();
    const { ctx, env } = server;
    assertKnownHost(request.headers, env);
    if (!route) return refuseMethod(request, allow, requestId, ctx);
    const response = await perform(request, context, route, requestId, ctx, env);
    if (request.method !== "HEAD") return response;
    await response.body?.cancel();
    return new Response(null, { status: response.status, headers: response.headers });
  } catch (error) {
    return toProblem(error, requestId, server?.ctx.log ?? createLogger({ level: "error", name: "app" }));
  }
}

function refuseMethod(request: Request, allow: string, requestId: string, ctx: Context): Response {
  const error = allow
    ? new DomainError("method-not-allowed", `${request.method} is not possible here; use ${allow}.`)
    : new DomainError("not-found", "There is nothing at this path. GET /api/v1/openapi.json lists every call.");
  return toProblem(error, requestId, ctx.log, allow ? { allow } : {});
}

/** Characters that fit into one packet, compressed or not. */
const shortAnswer = 1024;

async function perform(request: Request, context: RouteParams, route: Route, requestId: string, ctx: Context, env: Env): Promise<Response> {
  const { endpoint, handler } = route;
  const needed = route.isOpen?.(env) ? "public" : endpoint.scope;
  const access = needed === "public" ? { keyId: "", scope: "read" as const } : await authorize(request, needed, ctx, env);
  if (needed === "public") assertSameOrigin(request.headers, env, false);
  const params = endpoint.params && validate(endpoint.params, await context.params, ["params"]);
  const query = endpoint.query && validate(endpoint.query, readQuery(new URL(request.url).searchParams), ["query"]);
  const body = await readBody(request, endpoint, ctx.env.maxBodyBytes);
  const call: Call = { params, query, body, access, request, requestId, env };
  const result = await handler(call as Call<never, never, never>, ctx);
  const headers = { "x-request-id": requestId, "x-content-type-options": "nosniff", "cache-control": "no-store" };
  if (result instanceof Response) {
    for (const [name, value] of Object.entries(headers)) if (!result.headers.has(name)) result.headers.set(name, value);
    return result;
  }
  const status = result.status ?? endpoint.statuses[0] ?? 200;
  if (status === 204) return new Response(null, { status, headers: { ...headers, ...result.headers } });
  const parsed = endpoint.response.safeParse(result.body);
  if (!parsed.success) {
    const errors = fieldErrors(parsed.error.issues).slice(0, 20);
    throw new Error(`${endpoint.method} ${endpoint.path} answered something that is not in its contract: ${JSON.stringify(errors)}`);
  }
  const text = JSON.stringify(parsed.data);
  // Next would compress the shortest answer too, which costs more than it saves.
  const short = text.length < shortAnswer && { "cache-control": `${headers["cache-control"]}, no-transform` };
  return new Response(text, { status, headers: { "content-type": "application/json", ...headers, ...short, ...result.headers } });
}
