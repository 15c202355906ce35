import { spawn } from "node:child_process";
import { closeSync, existsSync, fchownSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { ConfigError } from "@/lib/errors";
import type { Logger } from "@/lib/logger";
import { prepareDataFolder } from "./data-folder";
import { withLock } from "./file-lock";
import { initCluster } from "./init-cluster";
import { findPostgresBinaries, type PostgresBinaries } from "./postgres-binaries";
import { connectReady, databaseUrl, ensureDatabase, isOurServer } from "./postgres-connection";
import { postgresEnvironment } from "./postgres-environment";
import { preparePostgresPlace, readPostgresPlace, sharedFolder, type PostgresPlace } from "./postgres-place";
import { disarmPostmasterFile, isPostmaster, readPostmaster } from "./postmaster-file";
import { stopPostgres } from "./stop-postgres";

export interface EmbeddedPostgres {
  /** postgresql:// address of the database `tidemark`, with its password. */
  url: string;
  /** Whether a server left over from an earlier start was taken over. */
  adopted: boolean;
  /** Stops the server (fast shutdown); call it last, when nothing is connected any more. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  dataDir: string;
  log: Logger;
  /** More settings of postgresql.conf (tests turn fsync off). */
  settings?: Record<string, string>;
  /** Port to prefer: the one that clients know already. */
  port?: number;
}

const lockFile = (dataDir: string) => path.join(dataDir, "postgres.lock");

/**
 * Starts the PostgreSQL of a data folder, making it the first time, on a free port of 127.0.0.1. The server has a session
 * of its own, so Ctrl-C in the terminal does not reach it; if this process dies it lives on and the next start adopts it.
 * @throws ConfigError with one sentence and the remedy
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  prepareDataFolder(options.dataDir);
  return withLock(lockFile(options.dataDir), 120_000, async () => {
    const place = preparePostgresPlace(options.dataDir);
    const binaries = findPostgresBinaries(place.runAs, process.getuid?.() === 0 ? sharedFolder : options.dataDir);
    const adoptedPort = existsSync(place.cluster) ? await adoptLive(place) : null;
    if (!existsSync(place.cluster)) await initCluster(place, binaries);
    const port = adoptedPort ?? (await launch(place, binaries, options));
    await ensureDatabase(place, port);
    return { url: databaseUrl(place, port), adopted: adoptedPort !== null, stop: () => stopPostgres(place, binaries, options.log) };
  });
}

/** Address of the live database of a data folder, without starting or changing anything; null when none runs. */
export async function findLiveDatabase(dataDir: string): Promise<string | null> {
  const place = readPostgresPlace(dataDir);
  const server = place && readPostmaster(place.cluster);
  return server && (await isOurServer(place, server.port)) ? databaseUrl(place, server.port) : null;
}

/** Port of a live server of this cluster, or null; a stale postmaster.pid is made harmless on the way. */
async function adoptLive(place: PostgresPlace): Promise<number | null> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const server = readPostmaster(place.cluster);
    if (!server) return null;
    if (await isOurServer(place, server.port)) return server.port;
    if (!isPostmaster(place.cluster, server.pid)) {
      disarmPostmasterFile(place.cluster);
      return null;
    }
    await new Promise((resolve) => setTimeout(resolve, 200)); // starting, recovering or shutting down
  }
  throw new ConfigError(`A PostgreSQL server runs on ${place.cluster} but does not answer. See ${path.join(place.folder, "postgres.log")}, end it, and start again.`);
}

async function launch(place: PostgresPlace, binaries: PostgresBinaries, options: EmbeddedPostgresOptions): Promise<number> {
  let why = "";
  for (let attempt = 0; attempt < 4; attempt++) {
    const port = attempt === 0 && options.port ? options.port : await freePort();
    const logFile = path.join(place.folder, "postgres.log");
    if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > 10_000_000) renameSync(logFile, `${logFile}.1`);
    const logFd = openSync(logFile, "a", 0o600);
    if (place.runAs.uid !== undefined && place.runAs.gid !== undefined) fchownSync(logFd, place.runAs.uid, place.runAs.gid);
    const before = statSync(logFile).size;
    const settings = {
      listen_addresses: "127.0.0.1", unix_socket_directories: "", max_connections: "200", timezone: "UTC", log_timezone: "UTC",
      ...options.settings,
    };
    const args = ["-D", place.cluster, "-p", String(port), ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
    const child = spawn(binaries.postgres, args, {
      uid: place.runAs.uid, gid: place.runAs.gid, cwd: place.folder, env: postgresEnvironment(), detached: true, stdio: ["ignore", logFd, logFd],
    });
    closeSync(logFd);
    const ended = new Promise<string>((resolve) => {
      child.on("error", (error) => resolve(error.message));
      child.on("exit", (code, signal) => resolve(`it ended with ${code ?? signal}`));
    });
    const outcome = await Promise.race([connectReady(place, port, 60_000), ended]);
    child.unref();
    if (outcome === "ready") return port;
    const lines = readFileSync(logFile, "utf8").slice(before).split("\n");
    why = lines.filter((line) => /(FATAL|PANIC|ERROR|HINT)/.test(line)).slice(-2).join(" ") || outcome;
    options.log.warn({ attempt, why }, "the embedded PostgreSQL did not start");
    // A port taken meanwhile, or back ends of a killed server that still end: both pass.
    await new Promise((resolve) => setTimeout(resolve, 500 * (attempt + 1)));
  }
  throw new ConfigError(`The embedded PostgreSQL does not start: ${why.replace(/^.*?(FATAL|PANIC|ERROR):\s*/, "")}. Its log is ${path.join(place.folder, "postgres.log")}.`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
