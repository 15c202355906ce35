import { childEnv } from "@/lib/env";

/**
 * Environment of PostgreSQL's programs: no PG* variable of the user steers them, messages are English so that they can
 * be read, and no secret of ours is handed to another user's process.
 */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const all = childEnv();
  const kept = ["PATH", "SystemRoot", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR"].filter((name) => all[name] !== undefined);
  return { ...Object.fromEntries(kept.map((name) => [name, all[name]])), LANG: "C", LC_ALL: "C" } as unknown as NodeJS.ProcessEnv;
}
