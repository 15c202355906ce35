import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

const file = (cluster: string) => path.join(cluster, "postmaster.pid");

/** What postmaster.pid of a cluster says, or null without one. Its process may be long gone. */
export function readPostmaster(cluster: string): Postmaster | null {
  try {
    const lines = readFileSync(file(cluster), "utf8").split("\n").map((l) => l.trim());
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 0 ? { pid, port: Number(lines[3] ?? 0), ready: lines[7] === "ready" } : null;
  } catch {
    return null;
  }
}

/** Whether the process of postmaster.pid is really the server of this cluster, and not another one that got its number. */
export function isPostmaster(cluster: string, pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  if (process.platform !== "linux") return true; // the connection made next tells
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return /postgres$/.test(command[0] ?? "") && command.includes(cluster);
  } catch {
    return false;
  }
}

/**
 * PostgreSQL will not start while the number in postmaster.pid belongs to any live process. The number is replaced by one
 * that no process has; the rest stays, so that PostgreSQL still looks for back ends that outlived their server.
 */
export function disarmPostmasterFile(cluster: string): void {
  const rest = readFileSync(file(cluster), "utf8").split("\n").slice(1);
  writeFileSync(file(cluster), ["2147483646", ...rest].join("\n"));
}
