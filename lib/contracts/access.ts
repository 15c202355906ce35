import { z } from "zod";
import { defineEndpoint } from "./endpoint";
import { Id, ListQuery, Name, Timestamp, listOf } from "./primitives";

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
  body: z.union([z.object({ key: z.string().min(1).max(200) }), z.object({ code: z.string().min(1).max(200) })]),
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
  params: z.object({ key: z.string().min(1).max(201) }), response: z.null(), statuses: [204],
});

const Events = z.string().meta({ description: "text/event-stream: events progress, curve, alert, reset; id is the run's revision" });
export const streamRunEvents = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/events", summary: "Server-sent events of one run", scope: "read",
  params: z.object({ run: z.string() }), response: Events, statuses: [200],
});
export const streamEvents = defineEndpoint({
  method: "GET", path: "/api/v1/events", summary: "Server-sent events of all runs", scope: "read", response: Events, statuses: [200],
});
