import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { ConfigError } from "@/lib/errors";
import { readFrames, type About } from "./backup-frames";
import { backupTables, quoted } from "./backup-tables";
import { connectOrExplain } from "./connect-or-explain";
import { copyIn } from "./copy-in";

export interface RestoreOptions {
  /** postgresql:// address of an empty database. */
  url: string;
  /** What backupDatabase wrote. */
  bytes: AsyncIterable<Buffer>;
  /** Where files of own reward models go. */
  modelsDir: string;
  /** Brings the database to these migrations, oldest first. @throws ConfigError when one is not known here */
  migrateTo: (migrations: readonly string[]) => Promise<void>;
  /** Told after each table and file. */
  onPart?: (name: string, nRows: number | null) => void;
}

export interface Restored {
  about: About;
  /** Rows by table. */
  rows: Record<string, number>;
  /** Files of own models that neither the backup nor the folder holds. */
  missingModels: string[];
}

/**
 * Puts a backup into an empty database, in one transaction: all of it or nothing.
 * @throws ConfigError when the database holds something, or the backup is damaged, cut short or newer than this version
 */
export async function restoreDatabase(options: RestoreOptions): Promise<Restored> {
  const frames = readFrames(options.bytes);
  const first = await frames.next();
  if (first.done || first.value.header.kind !== "about") throw new ConfigError("This is no backup of Tidemark.");
  const about = first.value.header;
  for await (const chunk of first.value.bytes) void chunk;
  await options.migrateTo(about.migrations);
  const client = await connectOrExplain(options.url, "tidemark-restore");
  const files: { draft: string; place: string }[] = [];
  try {
    await client.query("BEGIN");
    const rows = await restoreTables(client, frames, options, files);
    await client.query("COMMIT");
    for (const { draft, place } of files) renameSync(draft, place);
    const missingModels = about.models.map((file) => file.path).filter((file) => !existsSync(placeOf(options.modelsDir, file)));
    return { about, rows, missingModels };
  } catch (error) {
    for (const { draft } of files) rmSync(draft, { force: true });
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

async function restoreTables(client: pg.Client, frames: ReturnType<typeof readFrames>, options: RestoreOptions, files: { draft: string; place: string }[]): Promise<Record<string, number>> {
  const tables = await backupTables(client);
  // Nobody may begin to write in the meantime: a server that is just starting would.
  await client.query(`LOCK TABLE ${tables.map(({ name }) => quoted(name)).join(", ")} IN SHARE ROW EXCLUSIVE MODE`);
  await refuseUsed(client, tables);
  const rows: Record<string, number> = {};
  for await (const { header, bytes } of frames) {
    if (header.kind === "table") {
      const known = tables.find(({ name }) => name === header.name);
      const unknown = header.columns.find((column) => !known?.columns.includes(column));
      if (!known || unknown) throw new ConfigError(`The backup holds ${header.name}${known ? `.${unknown}` : ""}, which this version does not know. Use the version that wrote it.`);
      const copy = `COPY ${quoted(header.name)} (${header.columns.map(quoted).join(", ")}) FROM STDIN (FORMAT binary)`;
      rows[header.name] = await copyIn(client, copy, bytes).catch((error: Error) => {
        throw error instanceof pg.DatabaseError ? new ConfigError(`The backup was damaged: ${header.name} cannot be stored (${error.message}). Use another copy.`) : error;
      });
      options.onPart?.(header.name, rows[header.name] ?? 0);
    } else if (header.kind === "file") {
      const place = placeOf(options.modelsDir, header.path);
      const draft = `${place}.restoring`;
      files.push({ draft, place });
      mkdirSync(path.dirname(place), { recursive: true });
      await pipeline(bytes, createWriteStream(draft));
      options.onPart?.(header.path, null);
    } else if (header.kind === "end") {
      for (const [name, n] of Object.entries(header.rows)) {
        if (rows[name] !== n) throw new ConfigError(`The backup is not whole: of ${name} it holds ${rows[name] ?? 0} rows instead of ${n}.`);
      }
      return rows;
    }
  }
  throw new ConfigError("The backup ends in the middle: it was not written to its end.");
}

/** Keys may be there: each installation makes its admin key at its first start. */
async function refuseUsed(client: pg.Client, tables: readonly { name: string }[]): Promise<void> {
  for (const { name } of tables.filter((table) => table.name !== "ApiKey")) {
    const { rows } = await client.query<{ used: boolean }>(`SELECT EXISTS (SELECT 1 FROM ${quoted(name)}) AS used`);
    if (rows[0]?.used) throw new ConfigError(`This database is not empty (${name} has rows). A backup is restored into a new one: choose another TIDEMARK_DATA_DIR or DATABASE_URL.`);
  }
}

/** @throws ConfigError for a path that leaves the folder */
function placeOf(modelsDir: string, file: string): string {
  const place = path.resolve(modelsDir, file);
  if (file === "" || path.isAbsolute(file) || !place.startsWith(path.resolve(modelsDir) + path.sep)) throw new ConfigError(`The backup names a file outside the folder of models: ${JSON.stringify(file)}. Nothing was restored.`);
  return place;
}
