import { runMigrations } from "bullmq";
import pg from "pg";

/** Brings the queue's own tables (schema bullmq) to the version of this release; safe to run twice and by two at once. */
export async function migrateQueue(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000, application_name: "tidemark-migrate" });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}
