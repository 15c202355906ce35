import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { ConfigError } from "@/lib/errors";
import { migrateQueue } from "@/lib/queue/migrate-queue";
import { migrateDatabase, migrationState } from "@/lib/runtime/migrate";
import { noFilters, readMigrations, withSchemaEngine } from "@/lib/runtime/schema-engine";
import { emptyDatabase, testDatabase, type TestDatabase } from "../support/postgres";

const migrationsDir = path.resolve("prisma/migrations");
const schemaPath = path.resolve("prisma/schema.prisma");
const migrate = (url: string) => migrateDatabase({ url, migrationsDir, schemaPath, then: migrateQueue });

const open: TestDatabase[] = [];
const keep = async (made: Promise<TestDatabase>) => {
  const database = await made;
  open.push(database);
  return database.url;
};
afterEach(async () => {
  for (const database of open.splice(0)) await database.close();
});

async function rows<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

test("four starts at once migrate an empty database once, queue tables included", async () => {
  const url = await keep(emptyDatabase());
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url), migrate(url)]);
  expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
  expect(await rows(url, "SELECT count(*)::int AS n FROM _prisma_migrations WHERE finished_at IS NOT NULL")).toEqual([{ n: applied.flat().length }]);
  expect(await rows(url, "SELECT to_regclass('bullmq.migration') IS NOT NULL AS made")).toEqual([{ made: true }]);
  expect(await migrationState(url, migrationsDir)).toEqual({ pending: [], failed: [], unknown: [] });
});

test("a test's database is migrated and empty", async () => {
  const url = await keep(testDatabase());
  expect(await migrate(url)).toEqual([]);
  expect(await rows(url, 'SELECT count(*)::int AS n FROM "Run"')).toEqual([{ n: 0 }]);
});

test("a migration that fails is named, blocks the next start, and can be tried again once the cause is mended", async () => {
  const url = await keep(testDatabase());
  const folder = await mkdtemp(path.join(tmpdir(), "tidemark-migrations-"));
  await cp(migrationsDir, folder, { recursive: true });
  const broken = path.join(folder, "20990101000000_broken");
  await mkdir(broken);
  await writeFile(path.join(broken, "migration.sql"), "CREATE TABLE half (id int);\nSELECT 1 / (SELECT count(*) FROM mended);\n");
  const go = (retryFailed = false) => migrateDatabase({ url, migrationsDir: folder, schemaPath, retryFailed });
  await expect(go()).rejects.toThrow(/nothing of it was kept.*mended/);
  expect((await migrationState(url, folder)).failed).toEqual(["20990101000000_broken"]);
  expect(await rows(url, "SELECT to_regclass('half') IS NULL AS gone")).toEqual([{ gone: true }]);
  await rows(url, "CREATE TABLE mended AS SELECT 1 AS one");
  await expect(go()).rejects.toThrow(/20990101000000_broken failed earlier.*tidemark migrate --retry-failed/);
  expect(await go(true)).toEqual(["20990101000000_broken"]);
  expect((await migrationState(url, folder)).failed).toEqual([]);
  await rm(folder, { recursive: true });
});

test("a start that was killed in the middle of a migration does not block the next one", async () => {
  const url = await keep(emptyDatabase());
  await migrate(url);
  await rows(url, "UPDATE _prisma_migrations SET finished_at = NULL, applied_steps_count = 0, logs = NULL");
  await rows(url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE _prisma_migrations AS SELECT gen_random_uuid()::varchar AS id, 'x'::varchar AS checksum, NULL::timestamptz AS finished_at, '20261125000000_init'::varchar AS migration_name, NULL::text AS logs, NULL::timestamptz AS rolled_back_at, now() AS started_at, 0 AS applied_steps_count");
  expect((await migrate(url))[0]).toBe("20261125000000_init");
});

test("the migrations lead to exactly prisma/schema.prisma", async () => {
  const url = await keep(emptyDatabase());
  const schema = await readFile(schemaPath, "utf8");
  const migrations = await readMigrations(migrationsDir);
  const { stdout } = await withSchemaEngine({ url, schema }, (engine) =>
    engine.diff({
      from: { tag: "migrations", ...migrations },
      to: { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: schema }] },
      script: true, exitCode: null, filters: noFilters,
    }),
  );
  expect(stdout).toMatch(/^\s*-- This is an empty migration\.\s*$/);
});

test("a database of a newer version is refused", async () => {
  const url = await keep(testDatabase());
  await rows(url, "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '20990101000000_future', now())");
  await expect(migrate(url)).rejects.toThrow(/newer version of Tidemark \(20990101000000_future\)/);
});

test.each([
  ["postgresql://a:hidden-word@127.0.0.1:9/x", /Nothing listens at postgresql:\/\/a@127\.0\.0\.1:9\/x/],
  ["postgresql://a:hidden-word@no-such-host.invalid:5432/x", /host of .*no-such-host\.invalid/],
  ["WRONG_PASSWORD", /The password for .* is wrong/],
  ["WRONG_DATABASE", /database of .*\/nowhere does not exist/],
])("%s gives one sentence with the remedy and no password", async (address, sentence) => {
  const good = new URL(await keep(testDatabase()));
  if (address === "WRONG_PASSWORD") good.password = "not-this-one";
  if (address === "WRONG_DATABASE") good.pathname = "/nowhere";
  const url = address.startsWith("WRONG") ? good.href : address;
  const error = await migrate(url).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as Error).message).toMatch(sentence);
  expect((error as Error).message).toContain("DATABASE_URL");
  expect((error as Error).message).not.toContain(new URL(url).password);
});
