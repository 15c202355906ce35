import { existsSync, statSync } from "node:fs";
import net from "node:net";
import { freemem, totalmem } from "node:os";
import path from "node:path";
import type { Env } from "@/lib/env";
import { connectOrExplain, shownAddress } from "@/lib/runtime/connect-or-explain";
import { whyPortTaken } from "@/lib/runtime/choose-port";
import { prepareDataFolder } from "@/lib/runtime/data-folder";
import { diskLimits, freeBytes } from "@/lib/runtime/disk-space";
import { findLiveDatabase } from "@/lib/runtime/embedded-postgres";
import { migrationState } from "@/lib/runtime/migrate";
import { findPostgresBinaries } from "@/lib/runtime/postgres-binaries";
import { readPostgresPlace, sharedFolder } from "@/lib/runtime/postgres-place";
import { chooseRunAs } from "@/lib/runtime/run-as";
import { findServer } from "@/lib/runtime/server-file";
import { packageDir } from "./package-dir";
import { starterModel } from "./starter-model";
import { tryOnnxRuntime } from "./try-onnx-runtime";

/** One finding. `remedy` is there where the outcome is not "ok". */
export interface Finding {
  check: string;
  outcome: "ok" | "warning" | "problem";
  detail: string;
  remedy?: string;
}

type Check = (env: Env) => Promise<Omit<Finding, "check">> | Omit<Finding, "check">;

const ok = (detail: string) => ({ outcome: "ok" as const, detail });
const bad = (detail: string, remedy: string, outcome: "problem" | "warning" = "problem") => ({ outcome, detail, remedy });

const checks: Record<string, Check> = {
  "Node.js": () => ok(`${process.version} on ${process.platform}-${process.arch}`),

  "data folder": (env) => {
    prepareDataFolder(env.dataDir);
    return ok(`${env.dataDir} can be written`);
  },

  "disk space": (env) => {
    const free = freeBytes(existsSync(env.dataDir) ? env.dataDir : packageDir);
    const detail = `${(free / 1e9).toFixed(1)} GB free`;
    if (free >= diskLimits.warnBytes) return ok(detail);
    return bad(detail, "Free some space, or choose another folder with TIDEMARK_DATA_DIR.", free < diskLimits.refuseBytes ? "problem" : "warning");
  },

  "database programs": (env) => {
    if (env.databaseUrl) return ok("not needed: DATABASE_URL is set");
    const place = readPostgresPlace(env.dataDir);
    const runAs = place?.runAs ?? chooseRunAs(null);
    const binaries = findPostgresBinaries(runAs, process.getuid?.() === 0 ? sharedFolder : env.dataDir);
    const who = process.getuid?.() === 0 ? `; PostgreSQL refuses to run as root, so it runs as ${runAs.user}${place && !place.folder.startsWith(env.dataDir) ? `, with its data in ${place.folder}` : ""}` : "";
    return ok(`${path.dirname(binaries.postgres)} can be run${who}`);
  },

  database: async (env) => {
    const url = env.databaseUrl ?? (await findLiveDatabase(env.dataDir));
    if (!url) return ok("the embedded one; not running now");
    await (await connectOrExplain(url, "tidemark-doctor", 5000)).end();
    return ok(`${shownAddress(url)} answers`);
  },

  migrations: async (env) => {
    const url = env.queueDatabaseUrl ?? env.databaseUrl ?? (await findLiveDatabase(env.dataDir));
    if (!url) return ok("checked at the start");
    const { pending, failed, unknown } = await migrationState(url, path.join(packageDir, "prisma/migrations"));
    if (failed.length > 0) return bad(`${failed.join(", ")} failed earlier; nothing of it was kept`, 'Mend the cause, then run "tidemark migrate --retry-failed".');
    if (unknown.length > 0) return bad(`the database is newer than this installation (${unknown.join(", ")})`, "Update this installation, or use another database.");
    return pending.length > 0 ? bad(`${pending.join(", ")} not applied yet`, 'Run "tidemark migrate", or just start.', "warning") : ok("up to date");
  },

  Redis: (env) => (env.redisUrl ? reachRedis(env.redisUrl) : ok("not used: the queue lives in PostgreSQL")),

  port: async (env) => {
    const found = findServer(env.dataDir);
    if (found.state === "running") return ok(`Tidemark runs at ${found.server.url}`);
    if (env.port === 0) return ok("any free one");
    const why = await whyPortTaken(env.host, env.port);
    if (!why) return ok(`${env.host}:${env.port} is free`);
    if (why === "EADDRINUSE") return bad(`${env.host}:${env.port} is taken by another program`, "Unless TIDEMARK_PORT names it, the next free port is used.", "warning");
    return bad(`${env.host}:${env.port} cannot be listened on (${why})`, "Correct TIDEMARK_HOST and TIDEMARK_PORT.");
  },

  "model folders": (env) => {
    const missing = env.modelDirs.filter((folder) => !statSync(folder, { throwIfNoEntry: false })?.isDirectory());
    return missing.length < env.modelDirs.length ? ok(env.modelDirs.filter((folder) => !missing.includes(folder)).join(", ")) : bad(`${missing.join(", ")} do not exist`, "Correct TIDEMARK_MODEL_DIR.");
  },

  "starter model": (env) => {
    const folder = env.modelDirs.map((dir) => path.join(dir, starterModel.backend.path)).find((dir) => existsSync(path.join(dir, "model.onnx")));
    return folder ? ok(folder) : bad("not in any model folder", "Check the repository out again, or register a reward model of your own.", "warning");
  },

  "onnxruntime": () => {
    const why = tryOnnxRuntime();
    return why ? bad(`onnxruntime-node does not load: ${why}`, "It needs Linux (glibc), macOS on arm64, or Windows. Run npm ci again on this machine.") : ok("loads");
  },

  memory: (env) => {
    const needed = 600e6 + env.workers * 250e6;
    const detail = `${(totalmem() / 1e9).toFixed(1)} GB, ${(freemem() / 1e9).toFixed(1)} GB free, ${env.workers} scoring threads`;
    return totalmem() >= needed ? ok(detail) : bad(detail, `Lower TIDEMARK_WORKERS: a thread needs about 250 MB with the starter model.`, "warning");
  },
};

/** Runs every check; one that throws is a problem with its message. */
export async function doctorChecks(env: Env): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [check, run] of Object.entries(checks)) {
    try {
      findings.push({ check, ...(await run(env)) });
    } catch (error) {
      const [detail, ...remedy] = (error as Error).message.split(/(?<=\.) (?=[A-Z])/);
      findings.push({ check, outcome: "problem", detail: detail ?? "", remedy: remedy.join(" ") || "Run with --debug for more." });
    }
  }
  return findings;
}

function reachRedis(address: string): Promise<Omit<Finding, "check">> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname, port: Number(port || 6379), timeout: 5000 });
    const end = (finding: Omit<Finding, "check">) => {
      socket.destroy();
      resolve(finding);
    };
    socket.once("connect", () => end(ok(`${hostname}:${port || 6379} answers`)));
    socket.once("timeout", () => end(bad(`${hostname}:${port || 6379} does not answer`, "Check REDIS_URL and the network.")));
    socket.once("error", (error: NodeJS.ErrnoException) => end(bad(`${hostname}:${port || 6379}: ${error.code}`, "Start Redis or Valkey, or correct REDIS_URL (without it the queue lives in PostgreSQL).")));
  });
}
