import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { createLogger } from "@/lib/logger";
import { migrateQueue } from "@/lib/queue/migrate-queue";
import { startEmbeddedPostgres } from "@/lib/runtime/embedded-postgres";
import { migrateDatabase } from "@/lib/runtime/migrate";
import { removeDatabase } from "@/lib/runtime/remove-database";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the shared server; its database `template_tidemark` is migrated. */
    postgresUrl: string;
  }
}

/** One embedded server for the whole run, on a folder of its own; durability is off because it is thrown away. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "tidemark-test-"));
  await chmod(dataDir, 0o711); // as root, PostgreSQL runs as another user
  const log = createLogger({ level: "warn", name: "test" });
  const server = await startEmbeddedPostgres({ dataDir, log, settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } });
  const stop = async () => {
    await server.stop();
    await removeDatabase(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await query(server.url, "CREATE DATABASE template_tidemark");
    const template = new URL(server.url);
    template.pathname = "/template_tidemark";
    await migrateDatabase({ url: template.href, migrationsDir: path.resolve("prisma/migrations"), schemaPath: path.resolve("prisma/schema.prisma"), then: migrateQueue });
    await query(server.url, "ALTER DATABASE template_tidemark ALLOW_CONNECTIONS false");
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide("postgresUrl", server.url);
  return stop;
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
