import path from "node:path";
import { pathToFileURL } from "node:url";
import { createDb } from "@/lib/db/client";
import { childEnv, type Env } from "@/lib/env";
import { ConfigError } from "@/lib/errors";
import type { Logger } from "@/lib/logger";
import { migrateQueue } from "@/lib/queue/migrate-queue";
import { makeAdminKey } from "@/lib/runtime/admin-key";
import { choosePort } from "@/lib/runtime/choose-port";
import { prepareDataFolder } from "@/lib/runtime/data-folder";
import { checkDiskSpace } from "@/lib/runtime/disk-space";
import { startEmbeddedPostgres } from "@/lib/runtime/embedded-postgres";
import { keepDatabase } from "@/lib/runtime/keep-database";
import { migrateDatabase } from "@/lib/runtime/migrate";
import { claimDataFolder, findServer, readServerFile } from "@/lib/runtime/server-file";
import { startSupervisor, type Supervisor } from "@/lib/runtime/supervisor";
import { ensureAdminKey } from "@/lib/services/ensure-admin-key";
import type { Api } from "./api-client";
import { migrationPlace } from "./migration-place";
import { packageDir } from "./package-dir";
import { waitForHealth } from "./wait-for-health";

export interface Product {
  api: Api;
  supervisor: Supervisor;
  /** Ends everything in order; safe to call twice. */
  stop(): Promise<void>;
}

export interface ProductOptions {
  env: Env;
  log: Logger;
  /** One line for the person who started it. */
  say: (line: string) => void;
  /** A line that the app or a worker printed. */
  onLine: (name: string, line: string) => void;
  /** Level of the children's logs. */
  childLogLevel: string;
  /** Aborted when the user wants to stop while it is still starting. */
  signal: AbortSignal;
}

/** Brings a database up to date: our tables, and the queue's where the queue lives in PostgreSQL. */
export function migrateAll(env: Env, databaseUrl: string, retryFailed = false): Promise<string[]> {
  // Locks belong to a session, so a pooler's address will not do.
  const url = env.queueDatabaseUrl ?? databaseUrl;
  return migrateDatabase({ ...migrationPlace, url, retryFailed, then: env.redisUrl ? undefined : migrateQueue });
}

/**
 * Starts the database (unless DATABASE_URL names one), migrates, and keeps the app and a worker running.
 * @throws ConfigError with one sentence; then nothing is left running
 */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { env, log, signal } = options;
  prepareDataFolder(env.dataDir);
  const warning = checkDiskSpace(env.dataDir);
  if (warning) options.say(warning);
  const previous = findServer(env.dataDir).state === "none" ? readServerFile(env.dataDir) : null;
  const claim = claimDataFolder(env.dataDir);
  if ("heldBy" in claim) {
    const found = findServer(env.dataDir);
    const where = found.state === "running" ? `at ${found.server.url}, ` : "";
    throw new ConfigError(`Tidemark already runs on the data folder ${env.dataDir} (${where}process ${claim.heldBy}). "tidemark open" makes a sign-in link; TIDEMARK_DATA_DIR chooses another folder.`);
  }

  const undo: (() => Promise<void> | void)[] = [() => claim.release()];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const explicit = childEnv().TIDEMARK_PORT !== undefined && childEnv().TIDEMARK_PORT !== "";
    const port = await choosePort({ host: env.host, port: env.port, explicit, waitMs: previous?.port === env.port ? 12_000 : 0 });
    if (port !== env.port && env.port !== 0) options.say(`Port ${env.port} is taken; using ${port}.`);
    signal.throwIfAborted();
    const database = env.databaseUrl ? null : await startEmbeddedPostgres({ dataDir: env.dataDir, log });
    const keeper = database && keepDatabase({ dataDir: env.dataDir, url: database.url, log });
    const stopDatabase = async () => {
      await keeper?.stop();
      await database?.stop();
    };
    let stopLast = stopDatabase;
    undo.push(() => stopLast());
    const databaseUrl = env.databaseUrl ?? database?.url ?? "";
    signal.throwIfAborted();
    await migrateAll(env, databaseUrl);
    signal.throwIfAborted();
    const key = makeAdminKey(env.dataDir, env.adminKey);
    await registerAdminKey(env, databaseUrl, key);
    signal.throwIfAborted();

    const url = `http://${clientHost(env.host)}:${port}`;
    const supervisor = startSupervisor({ children: children(options, databaseUrl, port), log, onLine: options.onLine, stopLast: stopDatabase });
    stopLast = async () => {}; // the supervisor ends it after its children
    undo.push(() => supervisor.stop());
    await waitForHealth({ url, supervisor, signal });
    claim.announce({ url, port });
    return { api: { url, key }, supervisor, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const clientHost = (host: string): string => (host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host);

async function registerAdminKey(env: Env, databaseUrl: string, key: string): Promise<void> {
  const db = createDb(databaseUrl, { max: 1, applicationName: "tidemark-start" });
  try {
    const { revoked } = await ensureAdminKey({ db, now: () => new Date() }, key);
    if (revoked) throw new ConfigError(`The admin key of ${path.join(env.dataDir, "admin-key")} has been revoked. Remove that file to get a new one at the next start.`);
  } finally {
    await db.$disconnect();
  }
}

function children(options: ProductOptions, databaseUrl: string, port: number) {
  const { env } = options;
  const shared = childEnv({
    NODE_ENV: "production", DATABASE_URL: databaseUrl, TIDEMARK_DATA_DIR: env.dataDir, TIDEMARK_MODEL_DIR: env.modelDirs.join(path.delimiter),
    TIDEMARK_HOST: env.host, TIDEMARK_PORT: String(port), TIDEMARK_LOG_LEVEL: options.childLogLevel, TIDEMARK_ADMIN_KEY: undefined,
  });
  const preload = (file: string) => ["--import", pathToFileURL(path.join(packageDir, "cli", file)).href];
  const endWithParent = preload("end-with-parent.js");
  const next = path.join(packageDir, "node_modules/next/dist/bin/next");
  return [
    { name: "app", args: [...endWithParent, ...preload("refuse-malformed-paths.js"), next, "start", "-p", String(port), "-H", env.host], cwd: packageDir, env: shared, graceMs: 10_000 },
    { name: "worker", args: [...endWithParent, ...preload("lower-priority.js"), path.join(packageDir, "dist/worker.js")], cwd: packageDir, env: shared, graceMs: 30_000 },
  ];
}
