import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Context } from "@/lib/context";
import { createDb } from "@/lib/db/client";
import { readEnv, type Env } from "@/lib/env";
import { ConfigError } from "@/lib/errors";
import { createLogger } from "@/lib/logger";
import { queueSettings } from "@/lib/queue/connection";
import { createEnqueue } from "@/lib/queue/create-enqueue";
import { gatherDeliveries } from "@/lib/queue/gather-deliveries";
import { createStatistics } from "@/lib/runtime/create-statistics";
import { createEventHub, type EventHub } from "./event-hub";
import { startMetrics } from "./metrics";

export interface Server {
  ctx: Context;
  env: Env;
  hub: EventHub;
}

/** Route files may be bundled apart from each other; the process has one pool of connections all the same. */
const shared = globalThis as typeof globalThis & { tidemarkServer?: Server };

/** What the app's process works with, made at the first request (the build needs no settings). */
export function getServer(): Server {
  return (shared.tidemarkServer ??= createServer());
}

/** What verbs work with. */
export const getContext = (): Context => getServer().ctx;
export const getEventHub = (): EventHub => getServer().hub;

function createServer(): Server {
  const env = readEnv();
  const { databaseUrl } = env;
  if (!databaseUrl) throw new ConfigError("DATABASE_URL is not set. `npx tidemark start` starts a database and sets it.");
  startMetrics();
  const log = createLogger({ level: env.logLevel, name: "app" });
  const db = createDb(databaseUrl, { max: 10, applicationName: "tidemark-app" });
  const enqueue = gatherDeliveries(createEnqueue({ settings: queueSettings({ ...env, databaseUrl }), log }).enqueue);
  const hub = createEventHub({ databaseUrl: env.queueDatabaseUrl ?? databaseUrl, db, log });
  // Next waits for open connections when it is told to stop; a stream of events would hold it for ever.
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => hub.close());
  const statistics = createStatistics({ log, threadUrl: pathToFileURL(path.resolve("dist", "statistics-thread.js")) });
  return { env, hub, ctx: { db, enqueue, now: () => new Date(), log, env, queueKind: env.redisUrl ? "redis" : "postgres", statistics } };
}
