import { realpathSync } from "node:fs";
import pg from "pg";
import { superuser } from "./init-cluster";
import type { PostgresPlace } from "./postgres-place";

const database = "tidemark";

export const databaseUrl = (place: PostgresPlace, port: number, name = database): string =>
  `postgresql://${superuser}:${encodeURIComponent(place.password)}@127.0.0.1:${port}/${name}`;

async function withClient<T>(place: PostgresPlace, port: number, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl(place, port, "postgres"), connectionTimeoutMillis: 5000, application_name: "tidemark-start" });
  client.on("error", () => {}); // a connection lost while it is being closed must not end the process
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Whether the server on this port takes our password and has our files: nothing else may be adopted. */
export async function isOurServer(place: PostgresPlace, port: number): Promise<boolean> {
  if (!Number.isInteger(port) || port <= 0 || port > 65535) return false;
  try {
    return await withClient(place, port, async (client) => {
      const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
      return sameFolder(rows[0]?.data_directory ?? "", place.cluster);
    });
  } catch {
    return false;
  }
}

function sameFolder(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return a === b;
  }
}

/** Waits until the server takes connections. */
export async function connectReady(place: PostgresPlace, port: number, waitMs: number): Promise<"ready" | "it did not answer in time"> {
  const deadline = Date.now() + waitMs;
  while (Date.now() < deadline) {
    if (await isOurServer(place, port)) return "ready";
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return "it did not answer in time";
}

export async function ensureDatabase(place: PostgresPlace, port: number): Promise<void> {
  await withClient(place, port, async (client) => {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (!rowCount) await client.query(`CREATE DATABASE ${database}`);
  });
}
