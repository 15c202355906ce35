import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLogger } from "@/lib/logger";
import { findLiveDatabase, startEmbeddedPostgres, type EmbeddedPostgres } from "@/lib/runtime/embedded-postgres";
import { readPostgresPlace } from "@/lib/runtime/postgres-place";
import { readPostmaster } from "@/lib/runtime/postmaster-file";
import { removeDatabase } from "@/lib/runtime/remove-database";

const log = createLogger({ level: "silent", name: "test" });
const asRoot = process.getuid?.() === 0;
let root: string;
let dataDir: string;
const running: EmbeddedPostgres[] = [];

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "tidemark-postgres-"));
  await chmod(root, 0o711);
  dataDir = path.join(root, "data");
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  await removeDatabase(dataDir).catch(() => {});
  await rm(root, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log, settings: { fsync: "off" } });
  running.push(server);
  return server;
}

async function query<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

const cluster = () => readPostgresPlace(dataDir)?.cluster ?? "";
const postmaster = () => readPostmaster(cluster());
const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
}

test("a first start makes a UTF-8 database for passwords only, on the loopback address, and keeps the password to its owner", async () => {
  const { url, adopted } = await start();
  expect(adopted).toBe(false);
  expect(await query(url, "SELECT '\\u00e9' || chr(128030) AS text, current_setting('server_encoding') AS encoding, current_setting('listen_addresses') AS addresses, current_setting('max_connections') AS n, current_setting('TimeZone') AS zone")).toEqual([
    { text: "\\u00e9🐞", encoding: "UTF8", addresses: "127.0.0.1", n: "200", zone: "UTC" },
  ]);
  expect((await stat(path.join(dataDir, "postgres.json"))).mode & 0o777).toBe(0o600);
  const wrong = new URL(url);
  wrong.password = "password";
  await expect(query(wrong.href, "SELECT 1")).rejects.toThrow(/password authentication failed/);
  const hba = readFileSync(path.join(cluster(), "pg_hba.conf"), "utf8").split("\n").filter((line) => /^(local|host)/.test(line));
  expect(hba.length).toBeGreaterThan(0);
  expect(hba.every((line) => line.trim().endsWith("scram-sha-256"))).toBe(true);
});

test("what was written is there after a stop and a start, and nothing runs in between", async () => {
  const first = await start();
  await query(first.url, "CREATE TABLE kept AS SELECT 42 AS n");
  const pid = postmaster()?.pid ?? 0;
  await first.stop();
  expect(alive(pid)).toBe(false);
  expect(await findLiveDatabase(dataDir)).toBeNull();
  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await query(second.url, "SELECT n FROM kept")).toEqual([{ n: 42 }]);
});

test("a server left over by a start that died is taken over, not started a second time", async () => {
  const first = await start();
  const pid = postmaster()?.pid;
  const second = await start(); // the first one was never stopped
  expect(second.adopted).toBe(true);
  expect(second.url).toBe(first.url);
  expect(postmaster()?.pid).toBe(pid);
  expect(await findLiveDatabase(dataDir)).toBe(first.url);
});

test("two starts at once end with one server", async () => {
  const [a, b] = await Promise.all([start(), start()]);
  expect(a.url).toBe(b.url);
  expect([a.adopted, b.adopted].sort()).toEqual([false, true]);
});

test("a killed server's data are recovered, whatever its postmaster.pid says", async () => {
  const first = await start();
  await query(first.url, "CREATE TABLE kept AS SELECT 42 AS n");
  const { pid } = postmaster() ?? { pid: 0 };
  process.kill(pid, "SIGKILL");
  await until(() => !alive(pid));
  expect(postmaster()?.pid).toBe(pid); // stale
  // The number now belongs to another living process.
  const stale = path.join(cluster(), "postmaster.pid");
  writeFileSync(stale, [process.pid, ...readFileSync(stale, "utf8").split("\n").slice(1)].join("\n"));
  const second = await start();
  expect(await query(second.url, "SELECT n FROM kept")).toEqual([{ n: 42 }]);
});

test("an initdb that was killed half-way is begun again", async () => {
  await start();
  await running.splice(0)[0]?.stop();
  const { folder } = readPostgresPlace(dataDir) ?? { folder: "" };
  await rm(cluster(), { recursive: true });
  await mkdir(path.join(folder, "draft-1"));
  writeFileSync(path.join(folder, "draft-1", "PG_VERSION"), "18\n");
  const { url } = await start();
  expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  expect(await stat(path.join(folder, "draft-1")).catch(() => null)).toBeNull();
});

test("LANG=C, umask 077 and PGPORT change nothing, and the server outlives the process and its terminal session", async () => {
  const script = `
    import { startEmbeddedPostgres } from "./embedded.mjs";
    process.umask(0o077);
    const log = { warn() {}, info() {} };
    const { url } = await startEmbeddedPostgres({ dataDir: process.argv[2], log, settings: { fsync: "off" } });
    console.log(url);
    process.kill(process.pid, "SIGKILL");`;
  const out = path.resolve("dist", `test-${process.pid}`);
  await mkdir(out, { recursive: true });
  const { build } = await import("esbuild");
  await build({ entryPoints: ["lib/runtime/embedded-postgres.ts"], outfile: path.join(out, "embedded.mjs"), bundle: true, platform: "node", format: "esm", packages: "external", logLevel: "error" });
  writeFileSync(path.join(out, "start.mjs"), script);
  try {
    const child = spawn(process.execPath, [path.join(out, "start.mjs"), dataDir], { env: { PATH: process.env.PATH, LANG: "C", LC_ALL: "C", PGPORT: "1", PGDATA: "/nowhere", NODE_ENV: "test" }, stdio: ["ignore", "pipe", "inherit"] });
    let printed = "";
    child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    await new Promise((resolve) => child.on("exit", resolve));
    const { pid } = postmaster() ?? { pid: 0 };
    expect(spawnSync("ps", ["-o", "sid=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim()).toBe(String(pid));
    const server = await start();
    expect(server.adopted).toBe(true);
    expect(printed.trim()).toBe(server.url);
    expect(await query(server.url, "SELECT E'\\u00e9' AS e, current_setting('lc_collate', true) AS c")).toMatchObject([{ e: "é" }]);
  } finally {
    await rm(out, { recursive: true });
  }
});

if (asRoot) test("as root, below a folder that only root may enter, the data lie where PostgreSQL's user reaches them", async () => {
  await chmod(root, 0o700);
  const { url } = await start();
  expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  expect(cluster()).toMatch(/^\/var\/lib\/tidemark\/database-/);
  expect((await stat(cluster())).uid).not.toBe(0);
  expect((await stat(path.dirname(cluster()))).mode & 0o777).toBe(0o700);
});

else test("a data folder that cannot be written gives one sentence with the remedy", async () => {
  await chmod(root, 0o500);
  await expect(start()).rejects.toThrow(/data folder .* cannot be written \(EACCES\)\. .*TIDEMARK_DATA_DIR/);
  await chmod(root, 0o700);
});

test("a data folder that is a file gives one sentence with the remedy", async () => {
  writeFileSync(dataDir, "");
  await expect(start()).rejects.toThrow(/data folder .* cannot be written \(ENOTDIR\)\. .*TIDEMARK_DATA_DIR/);
});
