import { spawn, type ChildProcess } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createLogger } from "@/lib/logger";
import { startEmbeddedPostgres } from "@/lib/runtime/embedded-postgres";
import { removeDatabase } from "@/lib/runtime/remove-database";

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunningCli {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  /** Resolves when the output matches; rejects when the process ends before. */
  says(pattern: RegExp): Promise<RegExpMatchArray>;
  ended: Promise<CliResult>;
}

/** Settings of the one who runs the tests must not steer the command under test. */
const cleanEnv = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(TIDEMARK_|DATABASE_URL$|REDIS_URL$|VITEST|NODE_ENV$|NODE_OPTIONS$)/.test(name)));

/** Starts the real command line, as a user would. */
export function startCli(args: string[], env: Record<string, string>): RunningCli {
  const child = spawn(process.execPath, ["cli/bin.js", ...args], { env: { ...cleanEnv(), ...env } as NodeJS.ProcessEnv, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  const listeners = new Set<() => void>();
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    listeners.forEach((listener) => listener());
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    listeners.forEach((listener) => listener());
  });
  const ended = new Promise<CliResult>((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = stdout.match(pattern) ?? stderr.match(pattern);
          if (!match) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        look();
        void ended.then(({ code }) => reject(new Error(`the command ended with ${code} before it said ${pattern}:\n${stdout}\n${stderr}`)));
      }),
  };
}

export const runCli = (args: string[], env: Record<string, string>): Promise<CliResult> => startCli(args, env).ended;

/** A data folder of its own, and its removal with everything that still runs on it. */
export async function temporaryDataDir(): Promise<{ dataDir: string; remove(): Promise<void> }> {
  const root = await mkdtemp(path.join(tmpdir(), "tidemark-cli-"));
  await chmod(root, 0o711); // as root, PostgreSQL runs as another user
  const dataDir = path.join(root, "data");
  return {
    dataDir,
    remove: async () => {
      const log = createLogger({ level: "silent", name: "test" });
      const left = await startEmbeddedPostgres({ dataDir, log, settings: { fsync: "off" } }).catch(() => null);
      await left?.stop();
      await removeDatabase(dataDir).catch(() => {});
      await rm(root, { recursive: true, force: true });
    },
  };
}
