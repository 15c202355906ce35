import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import type * as Bindings from "@prisma/schema-engine-wasm/schema_engine_bg";

type PgAdapter = Awaited<ReturnType<PrismaPg["connect"]>>;
export type SchemaEngine = Bindings.SchemaEngine;
export type MigrationList = Bindings.MigrationList;

export const noFilters: Bindings.SchemaFilter = { externalTables: [], externalEnums: [] };

/** Where the engine leaves the message of a panic, before it throws. */
const panics = { message: "", set_message(message: string) { this.message = message; } };
Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics });

let bindings: Promise<typeof Bindings> | undefined;

/** Node 20 does not import .wasm files as modules, so the engine is instantiated by hand, once. */
async function loadBindings(): Promise<typeof Bindings> {
  const file = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const module = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const wasm = await WebAssembly.compile(await readFile(file.replace(/\.js$/, ".wasm")));
  const instance = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": module as unknown as WebAssembly.ModuleImports });
  module.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return module;
}

/** The schema engine takes one call at a time, one engine at a time: two at once end the process. */
let queue: Promise<unknown> = Promise.resolve();

/** Runs `work` with an engine bound to a database, after any other has ended. */
export function withSchemaEngine<T>(options: { url: string; schema: string }, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const turn = queue.then(async () => {
    const { SchemaEngine } = await (bindings ??= loadBindings());
    const adapters = new PrismaPg({ connectionString: options.url, max: 1, connectionTimeoutMillis: 10_000 });
    const opened: PgAdapter[] = [];
    for (const method of ["connect", "connectToShadowDb"] as const) {
      const connect = adapters[method].bind(adapters);
      adapters[method] = async () => {
        const adapter = wholeScripts(readCharacters(await connect()));
        opened.push(adapter);
        return adapter;
      };
    }
    const engine = await SchemaEngine.new({ datamodels: [["schema.prisma", options.schema]] }, () => {}, bindMigrationAwareSqlAdapterFactory(adapters));
    try {
      return await work(engine);
    } catch (error) {
      throw panics.message ? new Error(panics.message, { cause: error }) : error;
    } finally {
      panics.message = "";
      engine.free();
      // The engine leaves its session open, and with it an advisory lock that the next one would wait for.
      await Promise.all(opened.map((adapter) => adapter.dispose().catch(() => {})));
    }
  });
  queue = turn.catch(() => {});
  return turn;
}

const oid = { char: 18, text: 25 } as const;

/** The adapter does not know PostgreSQL's one-byte type "char", which the catalogues use and the engine asks for. */
function readCharacters(adapter: PgAdapter): PgAdapter {
  const inner = adapter as unknown as { performIO(query: unknown): Promise<{ fields?: { dataTypeID: number }[] }> };
  const performIO = inner.performIO.bind(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  let characters: number[] = [];
  inner.performIO = async (query) => {
    const result = await performIO(query);
    characters = [];
    result.fields?.forEach((field, column) => {
      if (field.dataTypeID !== oid.char) return;
      field.dataTypeID = oid.text;
      characters.push(column);
    });
    return result;
  };
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query); // one query at a time: the engine waits for each
    for (const column of characters) {
      result.columnTypes[column] = ColumnTypeEnum.Character;
      for (const row of result.rows) if (row[column] === "") row[column] = "\0";
    }
    return result;
  };
  return adapter;
}

/**
 * The adapter cuts scripts at every semicolon and runs the pieces one by one. Sent whole, a script is one transaction, and may hold
 * function bodies.
 */
function wholeScripts(adapter: PgAdapter): PgAdapter {
  const inner = adapter as unknown as { onError(error: unknown): never };
  adapter.executeScript = async (script) => {
    try {
      await adapter.underlyingDriver().query(script);
    } catch (error) {
      inner.onError(error);
    }
  };
  return adapter;
}

/** Reads prisma/migrations as the engine wants it. */
export async function readMigrations(baseDir: string): Promise<MigrationList> {
  const names = (await readdir(baseDir, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
  const migrationDirectories = await Promise.all(
    names.map(async (name) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: await readFile(path.join(baseDir, name, "migration.sql"), "utf8") } },
    })),
  );
  const lockfile = await readFile(path.join(baseDir, "migration_lock.toml"), "utf8").catch(() => null);
  return { baseDir, lockfile: { path: "migration_lock.toml", content: lockfile }, shadowDbInitScript: "", migrationDirectories };
}
