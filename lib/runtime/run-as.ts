import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { ConfigError } from "@/lib/errors";

/** Operating-system user that PostgreSQL runs as; undefined ids mean "this one". */
export interface RunAs {
  uid?: number;
  gid?: number;
  /** For messages. */
  user: string;
}

const candidates = ["tidemark", "postgres", "nobody"];

/**
 * PostgreSQL refuses to run as root, so root lends it an unprivileged user: the owner of the data when they exist,
 * else the first of tidemark, postgres, nobody that this machine has.
 */
export function chooseRunAs(existingCluster: string | null): RunAs {
  if (process.getuid?.() !== 0) return { user: "this user" };
  if (existingCluster) {
    const owner = statSync(existingCluster, { throwIfNoEntry: false });
    if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, user: nameOf(owner.uid) };
  }
  for (const user of candidates) {
    const ids = idsOf(user);
    if (ids) return { ...ids, user };
  }
  throw new ConfigError(
    "PostgreSQL refuses to run as root, and this machine has none of the users tidemark, postgres, nobody. Create one (useradd --system tidemark), start Tidemark as a normal user, or give DATABASE_URL.",
  );
}

function nameOf(uid: number): string {
  try {
    const line = readFileSync("/etc/passwd", "utf8").split("\n").find((entry) => entry.split(":")[2] === String(uid));
    return line?.split(":")[0] ?? `user ${uid}`;
  } catch {
    return `user ${uid}`;
  }
}

function idsOf(user: string): { uid: number; gid: number } | null {
  try {
    const line = readFileSync("/etc/passwd", "utf8").split("\n").find((l) => l.startsWith(`${user}:`));
    const [, , uid, gid] = line?.split(":") ?? [];
    if (uid && gid && Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
  } catch {
    // Not every system has /etc/passwd; ask the name service below.
  }
  const ask = (flag: string) => Number(spawnSync("id", [flag, user], { encoding: "utf8" }).stdout?.trim() || Number.NaN);
  const [uid, gid] = [ask("-u"), ask("-g")];
  return uid > 0 && Number.isFinite(gid) ? { uid, gid } : null;
}
