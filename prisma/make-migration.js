// Writes prisma/migrations/<timestamp>_<name>/migration.sql: what leads from the migrations that exist to schema.prisma.
//   node prisma/make-migration.js add-alerts
//   node prisma/make-migration.js init 20261125000000 --replace     (write this one again, from the migrations before it)
// The migrations are replayed on an embedded server in a temporary folder; nothing else is needed.
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const migrationsDir = path.join(root, "prisma/migrations");
const replace = process.argv.includes("--replace");
const [name, timestamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14)] = process.argv.slice(2).filter((arg) => !arg.startsWith("--"));
if (!name || !/^[a-z0-9_-]+$/.test(name) || !/^\d{14}$/.test(timestamp)) {
  console.error("usage: node prisma/make-migration.js NAME [YYYYMMDDHHMMSS] [--replace]");
  process.exit(2);
}
const directory = `${timestamp}_${name}`;

/** lib/runtime is TypeScript; its bundle lies inside the repository so that packages are found. */
const bundle = path.join(root, "dist", `make-migration-${process.pid}.mjs`);
await build({
  stdin: {
    contents: 'export * from "./lib/runtime/embedded-postgres"; export * from "./lib/runtime/schema-engine"; export * from "./lib/runtime/remove-database"; export * from "./lib/logger";',
    resolveDir: root,
    loader: "ts",
  },
  outfile: bundle, bundle: true, platform: "node", format: "esm", packages: "external", tsconfig: path.join(root, "tsconfig.json"), logLevel: "warning",
});
const runtime = await import(pathToFileURL(bundle).href).finally(() => rm(bundle));
const dataDir = await mkdtemp(path.join(tmpdir(), "tidemark-migration-"));
await chmod(dataDir, 0o711); // as root, PostgreSQL runs as another user
const server = await runtime.startEmbeddedPostgres({ dataDir, log: runtime.createLogger({ level: "warn", name: "make-migration" }), settings: { fsync: "off" } });
try {
  const schema = await readFile(path.join(root, "prisma/schema.prisma"), "utf8");
  await mkdir(migrationsDir, { recursive: true });
  const existing = await runtime.readMigrations(migrationsDir);
  existing.migrationDirectories = existing.migrationDirectories.filter((m) => !(replace && m.path >= directory));
  existing.lockfile.content ??= 'provider = "postgresql"\n';
  const from = existing.migrationDirectories.length > 0 ? { tag: "migrations", ...existing } : { tag: "empty" };
  const to = { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: schema }] };
  const { stdout } = await runtime.withSchemaEngine({ url: server.url, schema }, (engine) =>
    engine.diff({ from, to, script: true, exitCode: null, filters: runtime.noFilters }),
  );
  if (!stdout?.trim() || stdout.includes("This is an empty migration")) {
    console.error("The schema and the migrations agree; nothing written.");
  } else {
    await mkdir(path.join(migrationsDir, directory), { recursive: true });
    await writeFile(path.join(migrationsDir, directory, "migration.sql"), stdout.endsWith("\n") ? stdout : `${stdout}\n`);
    await writeFile(path.join(migrationsDir, "migration_lock.toml"), '# Prisma reads the provider from here.\nprovider = "postgresql"\n');
    console.error(`wrote prisma/migrations/${directory}/migration.sql`);
  }
} finally {
  await server.stop();
  await runtime.removeDatabase(dataDir);
  await rm(dataDir, { recursive: true, force: true });
}
