import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { bundle, importBundle, root } from "../support/bundle.mjs";

/** What starts a database and makes its tables, as it ships. */
const runtime = ["runtime/embedded-postgres", "runtime/migrate", "runtime/remove-database", "queue/migrate-queue", "logger"];

const freePort = async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
};

/**
 * The built pages on a database of their own, with durability as in use; nothing of the user's data is touched.
 * @returns url, key, databaseUrl, pid (of the process that serves), call (posts to the HTTP interface), and stop
 */
export async function startScratchProduct() {
  await bundle("scratch-product", runtime);
  const { startEmbeddedPostgres, migrateDatabase, migrateQueue, removeDatabase, createLogger } = await importBundle("scratch-product");
  const dataDir = mkdtempSync(path.join(tmpdir(), "tidemark-bench-"));
  chmodSync(dataDir, 0o711); // as root, PostgreSQL runs as another user
  const log = createLogger({ level: "warn", name: "bench" });
  const server = await startEmbeddedPostgres({ dataDir, log });
  let app;
  const stop = async () => {
    if (app && app.exitCode === null) {
      app.kill("SIGTERM");
      await Promise.race([once(app, "exit"), sleep(10_000)]);
      app.kill("SIGKILL");
    }
    await server.stop();
    await removeDatabase(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void stop().then(() => process.exit(1)));
  try {
    await migrateDatabase({ url: server.url, migrationsDir: path.join(root, "prisma/migrations"), schemaPath: path.join(root, "prisma/schema.prisma"), then: migrateQueue });
    const port = await freePort();
    const [url, key] = [`http://127.0.0.1:${port}`, `tdm_${randomBytes(32).toString("base64url")}`];
    const db = new pg.Client({ connectionString: server.url });
    await db.connect();
    await db.query(`INSERT INTO "ApiKey" ("id", "name", "scope", "hash", "prefix") VALUES ('bench', 'bench', 'admin', $1, $2)`, [createHash("sha256").update(key).digest("hex"), key.slice(0, 8)]);
    await db.end();
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", DATABASE_URL: server.url, TIDEMARK_DATA_DIR: dataDir, TIDEMARK_PORT: String(port), TIDEMARK_LOG_LEVEL: "warn" };
    app = spawn(process.execPath, ["--import", "./cli/refuse-malformed-paths.js", "node_modules/next/dist/bin/next", "start", "--hostname", "127.0.0.1", "--port", String(port)], { cwd: root, env, stdio: ["ignore", "ignore", "inherit"] });
    for (let i = 0; ; i++) {
      if (await fetch(`${url}/api/v1/health`).then(({ ok }) => ok, () => false)) break;
      if (i > 300 || app.exitCode !== null) throw new Error("The app did not start. Are the pages built? npm run build");
      await sleep(100);
    }
    const call = async (to, body) => {
      const answer = await fetch(`${url}/api/v1${to}`, { method: "POST", headers: { authorization: `Bearer ${key}`, "content-type": "application/json" }, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${to}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    };
    return { url, key, databaseUrl: server.url, pid: app.pid, call, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
