import { createReadStream } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import type pg from "pg";
import { ConfigError } from "@/lib/errors";
import { writeFrames, type About, type Part } from "./backup-frames";
import { backupTables, quoted } from "./backup-tables";
import { connectOrExplain } from "./connect-or-explain";
import { copyOut } from "./copy-out";
import { listModelFiles } from "./list-model-files";

export interface BackupOptions {
  /** postgresql:// address. */
  url: string;
  version: string;
  now: Date;
  /** Folder of own reward models; its files are listed. */
  modelsDir: string;
  /** Whether the files themselves are kept as well. */
  withModels: boolean;
  /** Told after each table and file. */
  onPart?: (name: string, nRows: number | null) => void;
}

/**
 * Everything of a database as it is at one moment, while the product goes on: rows by COPY in one repeatable-read transaction. Floats and
 * bytes are kept as they are (binary COPY). Left out are admin keys, sign-ins, and the queue, which the rows make anew.
 * @returns bytes for restoreDatabase; they are made while they are read
 * @throws ConfigError when the database cannot be reached or was never migrated
 */
export function backupDatabase(options: BackupOptions): Readable {
  return Readable.from(backup(options), { objectMode: false });
}

async function* backup(options: BackupOptions): AsyncGenerator<Buffer> {
  const client = await connectOrExplain(options.url, "tidemark-backup");
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const rows: Record<string, number> = {};
    yield* writeFrames(parts(client, options, rows), () => rows);
    await client.query("COMMIT");
  } finally {
    await client.end().catch(() => {});
  }
}

async function* parts(client: pg.Client, options: BackupOptions, rows: Record<string, number>): AsyncGenerator<{ header: Part; bytes?: AsyncIterable<Buffer> }> {
  const models = listModelFiles(options.modelsDir);
  const about: About = { kind: "about", version: options.version, createdAt: options.now.toISOString(), migrations: await appliedMigrations(client), models };
  yield { header: about };
  for (const { name, columns, where } of await backupTables(client)) {
    const { bytes, nRows } = copyOut(client, `COPY (SELECT ${columns.map(quoted).join(", ")} FROM ${quoted(name)} WHERE ${where}) TO STDOUT (FORMAT binary)`);
    yield { header: { kind: "table", name, columns }, bytes };
    rows[name] = nRows();
    options.onPart?.(name, nRows());
  }
  for (const { path: file } of options.withModels ? models : []) {
    yield { header: { kind: "file", path: file }, bytes: createReadStream(path.join(options.modelsDir, file)) };
    options.onPart?.(file, null);
  }
}

async function appliedMigrations(client: pg.Client): Promise<string[]> {
  const { rows: ledger } = await client.query<{ exists: boolean }>("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists");
  if (!ledger[0]?.exists) throw new ConfigError("This database holds no Tidemark: nothing to back up.");
  const { rows } = await client.query<{ name: string }>(
    "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY started_at, migration_name",
  );
  return rows.map(({ name }) => name);
}
