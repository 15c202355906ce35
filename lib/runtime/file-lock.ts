import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { processIdentity } from "./process-identity";

interface Holder {
  pid: number;
  identity: string | null;
}

/** Process that holds the lock file, or null: no file, or its process is gone. */
export function lockHolder(file: string): Holder | null {
  try {
    const holder = JSON.parse(readFileSync(file, "utf8")) as Holder;
    return holder.identity !== null && processIdentity(holder.pid) === holder.identity ? holder : null;
  } catch {
    return null;
  }
}

/**
 * Takes a lock file for this process, or says who has it. A lock whose process is gone is taken over, so a crash never needs mending by hand.
 * @returns release function, or the pid of the holder
 * @throws the file system's error when the folder cannot be written
 */
export function takeLock(file: string): (() => void) | { heldBy: number } {
  const draft = `${file}.${process.pid}.${randomUUID().slice(0, 8)}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) }), { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(draft, file); // atomic, and the file is never seen half-written
        return () => {
          if (lockHolder(file)?.pid === process.pid) rmSync(file, { force: true });
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const holder = lockHolder(file);
      if (holder) return { heldBy: holder.pid };
      moveStaleAway(file);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Renaming first makes sure that of two processes only one removes the stale file, and neither removes a fresh one. */
function moveStaleAway(file: string): void {
  const aside = `${file}.stale.${randomUUID().slice(0, 8)}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (lockHolder(aside)) {
    try {
      linkSync(aside, file);
    } catch {
      // A third process has taken the lock meanwhile; its holder is asked next.
    }
  }
  rmSync(aside, { force: true });
}

/** Runs `work` under the lock, waiting for another process at most `waitMs`. @throws Error with `heldBy` when the wait is over */
export async function withLock<T>(file: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const taken = takeLock(file);
    if (typeof taken === "function") {
      try {
        return await work();
      } finally {
        taken();
      }
    }
    if (Date.now() > deadline) throw new Error(`process ${taken.heldBy} has held ${file} for more than ${Math.round(waitMs / 1000)} s`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
