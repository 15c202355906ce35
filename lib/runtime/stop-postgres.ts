import { spawn } from "node:child_process";
import type { Logger } from "@/lib/logger";
import type { PostgresBinaries } from "./postgres-binaries";
import { postgresEnvironment } from "./postgres-environment";
import type { PostgresPlace } from "./postgres-place";
import { isPostmaster, readPostmaster } from "./postmaster-file";

/** Fast shutdown (open transactions are rolled back, a checkpoint is written); after 30 s an immediate one, which recovers at the next start. */
export async function stopPostgres(place: PostgresPlace, binaries: PostgresBinaries, log: Logger): Promise<void> {
  const server = readPostmaster(place.cluster);
  if (!server || !isPostmaster(place.cluster, server.pid)) return;
  if (await pgCtlStop(place, binaries, "fast", 30)) return;
  log.warn("PostgreSQL did not stop in 30 s; it is ended at once and will recover at the next start");
  await pgCtlStop(place, binaries, "immediate", 10);
}

function pgCtlStop(place: PostgresPlace, binaries: PostgresBinaries, mode: "fast" | "immediate", seconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(binaries.pgCtl, ["stop", "-D", place.cluster, "-m", mode, "-w", "-t", String(seconds)], {
      uid: place.runAs.uid, gid: place.runAs.gid, cwd: place.folder, env: postgresEnvironment(), detached: true, stdio: "ignore",
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), (seconds + 5) * 1000);
    const done = (stopped: boolean) => {
      clearTimeout(timer);
      const left = readPostmaster(place.cluster);
      resolve(stopped || !left || !isPostmaster(place.cluster, left.pid));
    };
    child.on("error", () => done(false));
    child.on("exit", (code) => done(code === 0));
  });
}
