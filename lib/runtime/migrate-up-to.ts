import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ConfigError } from "@/lib/errors";
import { migrateDatabase, migrationState, type MigrateOptions } from "./migrate";

/**
 * Brings a database to the state that a version had which knew these migrations and no other.
 * @throws ConfigError when one of them is not known here (a newer version made it), or the database has others already
 */
export async function migrateUpTo(options: Pick<MigrateOptions, "url" | "migrationsDir" | "schemaPath"> & { migrations: readonly string[] }): Promise<void> {
  const { migrations, migrationsDir } = options;
  const known = new Set(readdirSync(migrationsDir));
  const unknown = migrations.find((name) => !known.has(name));
  if (unknown) throw new ConfigError(`A newer version of Tidemark wrote this backup (${JSON.stringify(unknown)} is not known here). Restore it with that one.`);
  const folder = mkdtempSync(path.join(tmpdir(), "tidemark-migrations-"));
  try {
    for (const name of ["migration_lock.toml", ...migrations]) cpSync(path.join(migrationsDir, name), path.join(folder, name), { recursive: true });
    const { unknown: more } = await migrationState(options.url, folder);
    if (more.length > 0) throw new ConfigError("This database is at a newer version than the backup. Restore it into a database that no server has been started on yet.");
    await migrateDatabase({ ...options, migrationsDir: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
