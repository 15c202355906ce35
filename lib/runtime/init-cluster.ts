import { spawn } from "node:child_process";
import { chownSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@/lib/errors";
import type { PostgresBinaries } from "./postgres-binaries";
import { postgresEnvironment } from "./postgres-environment";
import type { PostgresPlace } from "./postgres-place";

export const superuser = "tidemark";

/**
 * Makes the cluster in a draft folder and renames it, so that a killed initdb leaves nothing that looks like a database.
 * UTF-8 whatever LANG says; passwords only, so that no other user of the machine gets in.
 */
export async function initCluster(place: PostgresPlace, binaries: PostgresBinaries): Promise<void> {
  for (const name of readdirSync(place.folder)) if (name.startsWith("draft-")) rmSync(path.join(place.folder, name), { recursive: true, force: true });
  const draft = path.join(place.folder, `draft-${process.pid}`);
  const passwordFile = path.join(place.folder, `draft-${process.pid}.password`);
  const { uid, gid } = place.runAs;
  writeFileSync(passwordFile, `${place.password}\n`, { mode: 0o600 });
  if (uid !== undefined && gid !== undefined) chownSync(passwordFile, uid, gid);
  const args = [
    "--pgdata", draft, "--username", superuser, "--pwfile", passwordFile, "--auth=scram-sha-256",
    "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
  ];
  try {
    const output = await run(binaries.initdb, args, place);
    if (output !== null) throw new ConfigError(`The embedded database cannot be made in ${place.folder}: ${output}`);
    renameSync(draft, place.cluster);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Null on success, else the last line that says why. */
function run(program: string, args: string[], place: PostgresPlace): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { uid: place.runAs.uid, gid: place.runAs.gid, cwd: place.folder, env: postgresEnvironment(), stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code) => {
      const lines = errors.split("\n").filter((line) => /(error|fatal|panic|hint|detail|no space)/i.test(line));
      resolve(code === 0 ? null : lines.slice(-3).join(" ").replace(/^initdb: /, "") || `initdb ended with ${code}`);
    });
  });
}
