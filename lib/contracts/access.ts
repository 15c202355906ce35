import { z } from "zod";
import { defineEndpoint } from "./endpoint";
import { Id, ListQuery, Name, Ref, RunRef, Timestamp, listOf } from "./primitives";

export const ScopeName = z.enum(["read", "write", "admin"]);
export const ApiKey = z.object({ id: Id, name: Name, scope: ScopeName, prefix: z.string(), createdAt: Timestamp, lastUsedAt: Timestamp.nullable() });
export type ApiKey = z.infer<typeof ApiKey>;

export const Health = z.object({
  status: z.enum(["ok", "degraded"]), version: z.string(), database: z.enum(["ok", "down"]), queue: z.enum(["postgres", "redis"]),
  /** Worker processes that reported within the last 30 seconds. */
  workers: z.number().int(),
});
export const readHealth = defineEndpoint({
  method: "GET", path: "/api/v1/health", summary: "State of the server", scope: "public", response: Health, statuses: [200],
});
export const createSession = defineEndpoint({
  method: "POST", path: "/api/v1/sessions", summary: "Sign the browser in with a key or a one-time code", scope: "public",
  body: z.union([z.object({ key: z.string().min(1).max(300) }), z.object({ code: z.string().min(1).max(300) })], { error: "give either key or code, a text" }),
  response: z.object({ scope: ScopeName, expiresAt: Timestamp }), statuses: [201],
});
export const deleteSession = defineEndpoint({
  method: "DELETE", path: "/api/v1/sessions/current", summary: "Sign the browser out", scope: "read", response: z.null(), statuses: [204],
});
export const createSignInCode = defineEndpoint({
  method: "POST", path: "/api/v1/sign-in-codes", summary: "A sign-in link: one use, ten minutes", scope: "admin",
  response: z.object({ code: z.string(), path: z.string(), expiresAt: Timestamp }), statuses: [201],
});
export const createKey = defineEndpoint({
  method: "POST", path: "/api/v1/keys", summary: "Create an API key; its text is shown once", scope: "admin",
  body: z.object({ name: Name, scope: ScopeName }), response: ApiKey.extend({ key: z.string() }), statuses: [201],
});
export const listKeys = defineEndpoint({
  method: "GET", path: "/api/v1/keys", summary: "List API keys", scope: "admin", query: ListQuery, response: listOf(ApiKey), statuses: [200],
});
export const deleteKey = defineEndpoint({
  method: "DELETE", path: "/api/v1/keys/:key", summary: "Revoke an API key", scope: "admin",
  params: z.object({ key: Ref }), response: z.null(), statuses: [204],
});

const Events = z.string().meta({ description: "text/event-stream: events progress, curve, alert, reset; id is the run's revision, data {run, revision}" });
/** A page that was drawn at a revision opens its stream with it, so that nothing in between is lost. */
const EventsQuery = z.object({
  lastEventId: z.string().max(100).optional().meta({ description: "As the header Last-Event-ID, which a browser cannot set on its first connection" }),
});
export const streamRunEvents = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/events", summary: "Server-sent events of one run", scope: "read",
  params: z.object({ run: RunRef }), query: EventsQuery, response: Events, mediaType: "text/event-stream", statuses: [200],
});
export const streamEvents = defineEndpoint({
  method: "GET", path: "/api/v1/events", summary: "Server-sent events of all runs", scope: "read",
  query: EventsQuery, response: Events, mediaType: "text/event-stream", statuses: [200],
});

export const readOpenApi = defineEndpoint({
  method: "GET", path: "/api/v1/openapi.json", summary: "This description", scope: "read",
  response: z.looseObject({ openapi: z.string() }), statuses: [200],
});
export const readMetrics = defineEndpoint({
  method: "GET", path: "/metrics", summary: "Prometheus metrics; open without a key if TIDEMARK_METRICS_OPEN=1", scope: "read",
  response: z.string(), mediaType: "text/plain", statuses: [200],
});
