import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

export interface TestDatabase {
  /** postgresql:// address of a database that only this caller has. */
  url: string;
  /** Drops it, ending connections that are still open. */
  close(): Promise<void>;
}

/** A freshly migrated database (ours and the queue's tables) on the run's shared server, copied from a template. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE template_tidemark`);
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  return { url: url.href, close: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** A database without any table. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const name = `empty_${randomBytes(6).toString("hex")}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  return { url: url.href, close: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  client.on("error", () => {});
  await client.connect();
  try {
    // Two copies of one template at once exclude each other; wait instead.
    await client.query("SELECT pg_advisory_lock(7401)");
    await client.query(sql);
  } finally {
    await client.end();
  }
}
