import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "@/lib/context";
import { createDb } from "@/lib/db/client";
import { createLogger } from "@/lib/logger";
import { ensureAdminKey } from "@/lib/services/ensure-admin-key";
import { testStatistics } from "./context";
import { testDatabase } from "./postgres";

export interface CallOptions {
  /** API key; null sends none. Left out: the admin key. */
  key?: string | null;
  /** Sent as JSON, unless it is text or bytes: those are sent as they are. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Product {
  url: string;
  port: number;
  adminKey: string;
  /** A client and verbs on the product's own database, to look behind the interface. */
  ctx: Context;
  databaseUrl: string;
  fetch(method: string, path: string, options?: CallOptions): Promise<Response>;
  /** The same, read as JSON. */
  call<T = any>(method: string, path: string, options?: CallOptions): Promise<{ status: number; body: T; headers: Headers }>;
  /** Starts the real worker; resolves when it has reported. `crash` ends it as `kill -9` does. */
  startWorker(): Promise<{ crash(): Promise<void> }>;
  /** Ends the app, lets the caller look at a world without it, and starts it again at the same address. */
  restartApp(whileAway: () => Promise<void>): Promise<void>;
  /** What app and worker have written. */
  log(): string;
  stop(): Promise<void>;
}

/** The built product on a database of its own and a free port: app at once, worker on demand. */
export async function startProduct(options: { env?: Record<string, string> } = {}): Promise<Product> {
  if (!existsSync(".next/BUILD_ID")) throw new Error("The pages are not built: run `npm run build` first.");
  const database = await testDatabase();
  const dataDir = await mkdtemp(path.join(tmpdir(), "tidemark-product-"));
  const port = await freePort();
  const adminKey = `tdm_${randomBytes(32).toString("base64url")}`;
  const url = `http://127.0.0.1:${port}`;
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: database.url, TIDEMARK_DATA_DIR: dataDir, TIDEMARK_PORT: String(port), TIDEMARK_WORKERS: "2", TIDEMARK_LOG_LEVEL: "info",
    ...options.env,
  };
  const db = createDb(database.url, { max: 2, applicationName: "tidemark-test" });
  const ctx: Context = {
    db, enqueue: async () => {}, now: () => new Date(), log: createLogger({ level: "fatal", name: "test" }),
    env: { modelDirs: [path.resolve("models")], maxBodyBytes: 1e8, dataDir, alerts: { allowPrivate: true, baseUrl: url, mail: null } }, queueKind: "postgres",
    statistics: testStatistics(),
  };
  let written = "";
  const children: ChildProcess[] = [];
  const start = (args: string[]) => {
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => { written = (written + chunk).slice(-200_000); });
    children.push(child);
    return child;
  };
  const fetchPath: Product["fetch"] = (method, at, { key = adminKey, body, headers } = {}) => {
    const raw = typeof body === "string" || body instanceof Uint8Array;
    return fetch(url + at, {
      method,
      redirect: "manual",
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
    });
  };
  const call: Product["call"] = async (method, at, callOptions) => {
    const response = await fetchPath(method, at, callOptions);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
  };
  const startApp = async (): Promise<ChildProcess> => {
    const app = start(["--import", "./cli/refuse-malformed-paths.js", "node_modules/next/dist/bin/next", "start", "--hostname", "127.0.0.1", "--port", String(port)]);
    await until(app, async () => (await fetchPath("GET", "/api/v1/health", { key: null })).ok, "the app", () => written);
    return app;
  };
  let app: ChildProcess | undefined;
  const product: Product = {
    url, port, adminKey, ctx, databaseUrl: database.url, fetch: fetchPath, call,
    log: () => written,
    async restartApp(whileAway) {
      if (app) await end(app);
      try {
        await whileAway();
      } finally {
        app = await startApp();
      }
    },
    async startWorker() {
      const worker = start(["dist/worker.js"]);
      await until(worker, async () => (await call("GET", "/api/v1/health")).body.workers > 0, "the worker", () => written);
      return {
        crash: async () => {
          const ended = new Promise((resolve) => worker.once("exit", resolve));
          worker.kill("SIGKILL");
          await ended;
        },
      };
    },
    async stop() {
      await Promise.all(children.map(end));
      await db.$disconnect();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  try {
    await ensureAdminKey(ctx, adminKey);
    app = await startApp();
  } catch (error) {
    await product.stop();
    throw error;
  }
  return product;
}

async function until(child: ChildProcess, isReady: () => Promise<boolean>, what: string, log: () => string): Promise<void> {
  for (const limit = Date.now() + 30_000; Date.now() < limit; await sleep(50)) {
    if (child.exitCode !== null) break;
    if (await isReady().catch(() => false)) return;
  }
  throw new Error(`${what} did not become ready:\n${log()}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(killer);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
