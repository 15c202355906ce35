import { readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findLiveDatabase } from "@/lib/runtime/embedded-postgres";
import { readPostgresPlace } from "@/lib/runtime/postgres-place";
import { readPostmaster } from "@/lib/runtime/postmaster-file";
import { processIdentity } from "@/lib/runtime/process-identity";
import { findServer } from "@/lib/runtime/server-file";
import { runCli, startCli, temporaryDataDir, type RunningCli } from "../support/run-cli";

let dataDir: string;
let remove: () => Promise<void>;
let env: Record<string, string>;
let server: RunningCli;
let url: string;

beforeAll(async () => {
  ({ dataDir, remove } = await temporaryDataDir());
  env = { TIDEMARK_DATA_DIR: dataDir, TIDEMARK_PORT: "0", TIDEMARK_WORKERS: "1" };
  server = startCli(["start"], env);
  url = (await server.says(/Tidemark runs at (http:\S+)/))[1] ?? "";
  await server.says(/Sign in .*#code=/);
}, 120_000);
afterAll(async () => {
  server.child.kill("SIGKILL");
  await server.ended;
  await remove();
});

const adminKey = () => readFileSync(path.join(dataDir, "admin-key"), "utf8").trim();
const get = (path: string, key?: string) => fetch(new URL(path, url), key ? { headers: { authorization: `Bearer ${key}` } } : {});
/** Child processes of the supervisor, by what they run. */
function children(): { app?: number; worker?: number } {
  const pids = readFileSync(`/proc/${server.child.pid}/task/${server.child.pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  const find = (word: string) => pids.find((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(word));
  return { app: find("next"), worker: find("dist/worker.js") };
}
async function until<T>(ask: () => T | Promise<T>, good: (value: T) => boolean, withinMs = 30_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (good(value)) return value;
    if (Date.now() > deadline) throw new Error(`not so within ${withinMs} ms: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test("the first start makes an admin key that only its owner can read, and that the server takes", async () => {
  expect(adminKey()).toMatch(/^tdm_[A-Za-z0-9_-]{43}$/);
  expect((await stat(path.join(dataDir, "admin-key"))).mode & 0o777).toBe(0o600);
  expect((await get("/api/v1/runs")).status).toBe(401);
  expect((await get("/api/v1/runs", adminKey())).status).toBe(200);
});

test("the printed link signs a browser in, once", async () => {
  const code = (await server.says(/#code=(\S+)/))[1];
  const signIn = () => fetch(new URL("/api/v1/sessions", url), { method: "POST", headers: { "content-type": "application/json", origin: url }, body: JSON.stringify({ code }) });
  const first = await signIn();
  expect(first.status).toBe(201);
  expect(first.headers.get("set-cookie")).toMatch(/HttpOnly/i);
  expect((await signIn()).status).toBe(401);
});

test("health names the worker, and the starter model is registered and found ready", async () => {
  await until(async () => (await get("/api/v1/health")).json() as Promise<{ status: string; workers: number }>, (health) => health.status === "ok" && health.workers === 1);
  await until(async () => (await get("/api/v1/reward-models/starter", adminKey())).json() as Promise<{ status: string }>, (model) => model.status === "ready");
});

test("a second start on the same data folder says who has it, and changes nothing", async () => {
  const second = await runCli(["start"], env);
  expect(second.code).toBe(2);
  expect(second.stderr).toMatch(new RegExp(`already runs on the data folder .* \\(at ${url}, process ${server.child.pid}\\)`));
  expect((await get("/api/v1/health")).status).toBe(200);
});

test("commands find the server by the data folder: open, keys, doctor, migrate", async () => {
  const open = await runCli(["open", "--no-browser"], env);
  expect(open.stdout).toMatch(new RegExp(`^${url}/sign-in#code=\\S+\\n$`));
  const created = await runCli(["keys", "create", "trainer"], env);
  expect(created.stdout).toMatch(/^tdm_\S+\n$/);
  expect((await get("/api/v1/runs", created.stdout.trim())).status).toBe(200);
  expect((await runCli(["keys", "list"], env)).stdout).toMatch(/trainer +write/);
  expect((await runCli(["keys", "revoke", "trainer"], env)).stdout).toBe('Key "trainer" is revoked.\n');
  expect((await get("/api/v1/runs", created.stdout.trim())).status).toBe(401);
  const doctor = await runCli(["doctor", "--json"], env);
  expect(doctor.code).toBe(0);
  expect(JSON.parse(doctor.stdout)).toContainEqual({ check: "migrations", outcome: "ok", detail: "up to date" });
  expect(await runCli(["migrate"], env)).toMatchObject({ code: 0, stdout: "The database is up to date.\n" });
  expect(await findLiveDatabase(dataDir)).not.toBeNull();
});

test("a worker and an app that are killed come back by themselves", async () => {
  const before = children();
  process.kill(before.worker ?? 0, "SIGKILL");
  process.kill(before.app ?? 0, "SIGKILL");
  await until(children, (now) => now.worker !== undefined && now.worker !== before.worker && now.app !== undefined && now.app !== before.app);
  await until(async () => (await get("/api/v1/health").catch(() => null))?.status, (status) => status === 200);
});

test("a database that is killed comes back at the same address, and app and worker with it", async () => {
  const before = await findLiveDatabase(dataDir);
  const cluster = readPostgresPlace(dataDir)?.cluster ?? "";
  process.kill(readPostmaster(cluster)?.pid ?? 0, "SIGKILL");
  await until(() => findLiveDatabase(dataDir), (now) => now !== null);
  expect(await findLiveDatabase(dataDir)).toBe(before);
  await until(async () => ((await (await get("/api/v1/health")).json()) as { status: string }).status, (status) => status === "ok", 45_000);
});

test("after a kill -9 the processes end by themselves, and the next start takes the database over with everything in it", async () => {
  const { app, worker } = children();
  server.child.kill("SIGKILL");
  await server.ended;
  expect(findServer(dataDir)).toEqual({ state: "none" });
  await until(() => [app, worker].map((pid) => processIdentity(pid ?? 0)), (alive) => alive.every((identity) => identity === null));
  server = startCli(["start"], env);
  const key = adminKey();
  url = (await server.says(/Tidemark runs at (http:\S+)/))[1] ?? "";
  expect((await get("/api/v1/reward-models/starter", key)).status).toBe(200);
});

test("one SIGINT ends everything in order, exit code 0, nothing left running", async () => {
  await server.says(/Sign in .*#code=/);
  const { app, worker } = children();
  server.child.kill("SIGINT");
  expect((await server.ended).code).toBe(0);
  expect([app, worker].map((pid) => processIdentity(pid ?? 0))).toEqual([null, null]);
  expect(await findLiveDatabase(dataDir)).toBeNull();
  expect(findServer(dataDir)).toEqual({ state: "none" });
  expect(await stat(path.join(dataDir, "server.json")).catch(() => null)).toBeNull();
});
