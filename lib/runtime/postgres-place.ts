import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@/lib/errors";
import { chooseRunAs, type RunAs } from "./run-as";

/** What only root can write and every user can reach. */
export const sharedFolder = "/var/lib/tidemark";

export interface PostgresPlace {
  /** Owned by the user that runs PostgreSQL; holds data/ and postgres.log. */
  folder: string;
  cluster: string;
  password: string;
  runAs: RunAs;
}

interface Stored {
  /** Relative to the data folder when inside. */
  folder: string;
  password: string;
}

const storedFile = (dataDir: string) => path.join(dataDir, "postgres.json");

/** The place of a database that has been made, or null. @throws ConfigError when this user may not read it */
export function readPostgresPlace(dataDir: string): PostgresPlace | null {
  let text: string;
  try {
    text = readFileSync(storedFile(dataDir), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new ConfigError(`${storedFile(dataDir)} cannot be read (${(error as NodeJS.ErrnoException).code}). It belongs to the user who started Tidemark first: start it as that user, or choose another folder with TIDEMARK_DATA_DIR.`);
  }
  const stored = JSON.parse(text) as Stored;
  const folder = path.resolve(dataDir, stored.folder);
  const cluster = path.join(folder, "data");
  return { folder, cluster, password: stored.password, runAs: chooseRunAs(existsSync(cluster) ? cluster : folder) };
}

/** The place of this data folder's database, made if need be (the cluster itself is made by initdb). Call under the data folder's lock. */
export function preparePostgresPlace(dataDir: string): PostgresPlace {
  const existing = readPostgresPlace(dataDir);
  if (existing) {
    makeFolder(existing.folder, existing.runAs);
    if (!reaches(existing.folder, existing.runAs)) {
      throw new ConfigError(`PostgreSQL (run as ${existing.runAs.user}) no longer reaches its data in ${existing.folder}. Give back the permissions of that folder and of those above it.`);
    }
    return existing;
  }
  const runAs = chooseRunAs(null);
  const inside = path.join(dataDir, "postgres");
  if (existsSync(path.join(inside, "data"))) {
    throw new ConfigError(`${inside} holds a database, but ${storedFile(dataDir)} with its password is missing. Restore that file, or remove ${inside} to begin with an empty database.`);
  }
  makeFolder(inside, runAs);
  let folder = inside;
  if (!reaches(inside, runAs)) {
    rmdirSync(inside);
    folder = path.join(sharedFolder, `database-${randomBytes(6).toString("hex")}`);
    makeFolder(folder, runAs);
    if (!reaches(folder, runAs)) throw new ConfigError(`PostgreSQL (run as ${runAs.user}) reaches neither ${inside} nor ${folder}. Start Tidemark as a normal user, or give DATABASE_URL.`);
  }
  const password = randomBytes(24).toString("base64url");
  const stored: Stored = { folder: folder === inside ? "postgres" : folder, password };
  const draft = `${storedFile(dataDir)}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(stored), { mode: 0o600 });
  renameSync(draft, storedFile(dataDir));
  return { folder, cluster: path.join(folder, "data"), password, runAs };
}

function makeFolder(folder: string, runAs: RunAs): void {
  try {
    if (folder.startsWith(sharedFolder)) {
      mkdirSync(sharedFolder, { recursive: true });
      chmodSync(sharedFolder, 0o755);
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (runAs.uid !== undefined && runAs.gid !== undefined) chownSync(folder, runAs.uid, runAs.gid);
    chmodSync(folder, 0o700);
  } catch (error) {
    throw new ConfigError(`The folder ${folder} cannot be made (${(error as Error).message}). Make the one above it writable, or choose another with TIDEMARK_DATA_DIR.`);
  }
}

/** Whether the user that runs PostgreSQL can enter and write the folder: every folder above counts, and only trying tells. */
function reaches(folder: string, runAs: RunAs): boolean {
  if (runAs.uid === undefined) return true;
  const script = 'cd "$1" && : > .reach && rm .reach';
  return spawnSync("/bin/sh", ["-c", script, "sh", folder], { uid: runAs.uid, gid: runAs.gid, cwd: "/", stdio: "ignore" }).status === 0;
}
