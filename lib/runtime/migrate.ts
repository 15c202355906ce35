import { readFile } from "node:fs/promises";
import pg from "pg";
import { ConfigError } from "@/lib/errors";
import { connectOrExplain } from "./connect-or-explain";
import { noFilters, readMigrations, withSchemaEngine } from "./schema-engine";

export interface MigrateOptions {
  /** postgresql:// address; a direct one, not a transaction pooler (the lock belongs to a session). */
  url: string;
  /** prisma/migrations */
  migrationsDir: string;
  /** prisma/schema.prisma */
  schemaPath: string;
  /** Try a migration again that failed before: each is one transaction, so nothing of it was kept. */
  retryFailed?: boolean;
  /** More to do under the same lock, after our tables: the queue's tables. */
  then?: (url: string) => Promise<void>;
}

/** Spells "TIDE"; the second number names what is locked. */
const lockKey = [0x54494445, 1] as const;

/**
 * Brings the database to the newest migration. Starts at the same time wait for each other, whatever machine they are on.
 * @returns names of the migrations applied now
 * @throws ConfigError saying which migration failed before, or why the database cannot be reached
 */
export async function migrateDatabase(options: MigrateOptions): Promise<string[]> {
  const client = await connectOrExplain(options.url, "tidemark-migrate");
  try {
    await client.query("SELECT pg_advisory_lock($1, $2)", [...lockKey]);
    const rows = (await ledger(client)) ?? [];
    const broken = rows.filter((row) => !row.finished && !row.rolledBack);
    const failed = broken.find((row) => row.explained);
    if (failed && !options.retryFailed) throw new ConfigError(failedBefore(failed.migration_name));
    const [schema, migrationsList] = await Promise.all([readFile(options.schemaPath, "utf8"), readMigrations(options.migrationsDir)]);
    const known = migrationsList.migrationDirectories.map((migration) => migration.path);
    refuseNewer(rows, known);
    const done = new Set(rows.filter((row) => row.finished && !row.rolledBack).map((row) => row.migration_name));
    if (broken.length === 0 && known.every((name) => done.has(name))) {
      await options.then?.(options.url);
      return []; // the usual start: the engine, which is large, is not even loaded
    }
    const applied = await withSchemaEngine({ url: options.url, schema }, async (engine) => {
      // Without an explanation the process was killed in the middle: nothing was kept, and nobody else is at it (the lock).
      for (const row of broken) await engine.markMigrationRolledBack({ migrationName: row.migration_name });
      return engine.applyMigrations({ migrationsList, filters: noFilters });
    }).catch((error: unknown) => {
      throw new ConfigError(`A migration of the database failed; nothing of it was kept. ${oneLine(error)} Mend the cause, then run "tidemark migrate --retry-failed".`);
    });
    await options.then?.(options.url);
    return applied.appliedMigrationNames;
  } finally {
    await client.end().catch(() => {});
  }
}

const oneLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").trim();

const failedBefore = (name: string) =>
  `The migration ${name} failed earlier. Each migration is one transaction, so nothing of it was kept: mend the cause ("tidemark doctor" shows what it can find), then run "tidemark migrate --retry-failed".`;

interface LedgerRow {
  migration_name: string;
  finished: boolean;
  rolledBack: boolean;
  /** What the database said when it failed. */
  explained: string | null;
}

/** Rows of Prisma's ledger, or null before the first migration. */
async function ledger(client: pg.Client): Promise<LedgerRow[] | null> {
  const { rows } = await client.query<{ exists: boolean }>("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists");
  if (!rows[0]?.exists) return null;
  const result = await client.query<LedgerRow>(
    `SELECT migration_name, finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS "rolledBack", nullif(logs, '') AS explained
     FROM _prisma_migrations ORDER BY started_at`,
  );
  return result.rows;
}

/** An older version must not write into a newer version's tables. */
function refuseNewer(rows: LedgerRow[], known: string[]): void {
  const unknown = rows.find((row) => row.finished && !row.rolledBack && !known.includes(row.migration_name));
  if (unknown) throw new ConfigError(`The database was migrated by a newer version of Tidemark (${unknown.migration_name}). Update this installation, or use another database.`);
}

/** What `doctor` reports: migrations that are missing, failed or unknown here. */
export async function migrationState(url: string, migrationsDir: string): Promise<{ pending: string[]; failed: string[]; unknown: string[] }> {
  const client = await connectOrExplain(url, "tidemark-doctor");
  try {
    const known = (await readMigrations(migrationsDir)).migrationDirectories.map((m) => m.path);
    const rows = (await ledger(client)) ?? [];
    const done = new Set(rows.filter((row) => row.finished && !row.rolledBack).map((row) => row.migration_name));
    return {
      pending: known.filter((name) => !done.has(name)),
      failed: rows.filter((row) => !row.finished && !row.rolledBack).map((row) => row.migration_name),
      unknown: [...done].filter((name) => !known.includes(name)),
    };
  } finally {
    await client.end().catch(() => {});
  }
}
