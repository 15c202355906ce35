import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { lockHolder, takeLock } from "./file-lock";

/** What commands find a running server by. */
export interface ServerInfo {
  /** Address for a client on this machine. */
  url: string;
  /** Process of the supervisor. */
  pid: number;
  port: number;
  /** ISO 8601 */
  startedAt: string;
}

const infoFile = (dataDir: string) => path.join(dataDir, "server.json");
const lockFile = (dataDir: string) => path.join(dataDir, "server.lock");

/** The server of a data folder: running, just starting, or none (what a crash left behind does not count). */
export function findServer(dataDir: string): { state: "running"; server: ServerInfo } | { state: "starting"; pid: number } | { state: "none" } {
  const holder = lockHolder(lockFile(dataDir));
  if (!holder) return { state: "none" };
  const server = readServerFile(dataDir);
  return server && server.pid === holder.pid ? { state: "running", server } : { state: "starting", pid: holder.pid };
}

/** server.json as it lies there, perhaps of a server that died. */
export function readServerFile(dataDir: string): ServerInfo | null {
  try {
    return JSON.parse(readFileSync(infoFile(dataDir), "utf8")) as ServerInfo;
  } catch {
    return null;
  }
}

/** Makes this process the one server of the data folder. @returns the pid of the other one, if there is one */
export function claimDataFolder(dataDir: string): { release(): void; announce(server: Omit<ServerInfo, "pid" | "startedAt">): void } | { heldBy: number } {
  const taken = takeLock(lockFile(dataDir));
  if (typeof taken !== "function") return taken;
  return {
    release: () => {
      if (readServerFile(dataDir)?.pid === process.pid) rmSync(infoFile(dataDir), { force: true });
      taken();
    },
    announce: (server) => {
      const info: ServerInfo = { ...server, pid: process.pid, startedAt: new Date().toISOString() };
      const draft = `${infoFile(dataDir)}.${process.pid}`;
      writeFileSync(draft, `${JSON.stringify(info, null, 2)}\n`, { mode: 0o600 });
      renameSync(draft, infoFile(dataDir));
    },
  };
}
