import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLogger } from "@/lib/logger";
import { makeAdminKey, readAdminKey } from "@/lib/runtime/admin-key";
import { choosePort } from "@/lib/runtime/choose-port";
import { checkDiskSpace } from "@/lib/runtime/disk-space";
import { lockHolder, takeLock } from "@/lib/runtime/file-lock";
import { processIdentity } from "@/lib/runtime/process-identity";
import { superviseChild } from "@/lib/runtime/supervised-child";

let folder: string;
const servers: Server[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tidemark-small-"));
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await rm(folder, { recursive: true });
});

/** A port that something listens on, and the one after it free. */
async function takenPort(): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

test("a taken default port gives the next free one; a port named by the user gives a sentence", async () => {
  const port = await takenPort();
  const chosen = await choosePort({ host: "127.0.0.1", port, explicit: false });
  expect(chosen).toBeGreaterThan(port);
  expect(chosen).toBeLessThanOrEqual(port + 100);
  await expect(choosePort({ host: "127.0.0.1", port, explicit: true })).rejects.toThrow(/Port \d+ of 127\.0\.0\.1 is taken.*TIDEMARK_PORT/);
});

test("a port that becomes free within the time allowed is kept", async () => {
  const port = await takenPort();
  setTimeout(() => servers[0]?.close(), 500);
  expect(await choosePort({ host: "127.0.0.1", port, explicit: false, waitMs: 5000 })).toBe(port);
});

test("a nearly full disk is refused below 200 MB and warned of below 1 GB", () => {
  expect(() => checkDiskSpace("/data", 150e6)).toThrow(/disk of \/data is nearly full: 150 MB free, at least 200 MB.*TIDEMARK_DATA_DIR/);
  expect(checkDiskSpace("/data", 700e6)).toMatch(/700 MB left/);
  expect(checkDiskSpace("/data", 5e9)).toBeNull();
  expect(checkDiskSpace(folder, undefined)).toSatisfy((warning: unknown) => warning === null || typeof warning === "string");
});

test("a lock is held by one, freed by its owner, and taken over from a process that is gone, even when its number lives again", () => {
  const file = path.join(folder, "lock");
  const release = takeLock(file);
  if (typeof release !== "function") throw new Error("not taken");
  expect(takeLock(file)).toEqual({ heldBy: process.pid });
  release();
  expect(existsSync(file)).toBe(false);
  writeFileSync(file, JSON.stringify({ pid: process.pid, identity: "an earlier process with this number" }));
  expect(lockHolder(file)).toBeNull();
  const again = takeLock(file);
  expect(typeof again).toBe("function");
  writeFileSync(file, "torn");
  expect(typeof takeLock(file)).toBe("function");
});

test("a process is told apart from a later one, and a dead one is none", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const pid = child.pid ?? 0;
  expect(processIdentity(pid)).toBe(processIdentity(pid));
  expect(processIdentity(pid)).not.toBe(processIdentity(process.pid));
  child.kill("SIGKILL");
  await new Promise((resolve) => child.on("exit", resolve));
  expect(processIdentity(pid)).toBeNull();
});

test("the admin key is made once; a given one replaces it", () => {
  const made = makeAdminKey(folder, undefined);
  expect(made).toMatch(/^tdm_[A-Za-z0-9_-]{43}$/);
  expect(makeAdminKey(folder, undefined)).toBe(made);
  const given = `tdm_${"a".repeat(30)}`;
  expect(makeAdminKey(folder, given)).toBe(given);
  expect(readAdminKey(folder)).toBe(given);
});

const childOptions = (onGiveUp: (name: string, lines: string[]) => void, onLine: (line: string) => void = () => {}) => ({
  log: createLogger({ level: "silent", name: "test" }),
  onLine: (_: string, line: string) => onLine(line),
  onGiveUp,
});
const childSpec = (script: string, graceMs = 5000) => ({ name: "child", args: ["-e", script], cwd: folder, env: { PATH: process.env.PATH } as unknown as NodeJS.ProcessEnv, graceMs });

test("a child that ignores SIGTERM is killed after its grace", async () => {
  let child: ReturnType<typeof superviseChild> | undefined;
  await new Promise<void>((resolve) => {
    child = superviseChild(childSpec("process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)", 500), childOptions(() => {}, () => resolve()));
  });
  const pid = child?.pid() ?? 0;
  const started = Date.now();
  await child?.stop();
  expect(processIdentity(pid)).toBeNull();
  expect(Date.now() - started).toBeGreaterThanOrEqual(450);
});

test("a child that always crashes is given up with its last words", async () => {
  const lastWords = await new Promise<string[]>((resolve) => superviseChild(childSpec("console.error('no such file'); process.exit(3)"), childOptions((_, lines) => resolve(lines))));
  expect(lastWords).toContain("no such file");
});
