import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient, type Prisma } from "@/lib/db/generated/client";

/** A client or an open transaction: every query of lib/db takes one first. */
export type Db = PrismaClient;
export type Tx = Prisma.TransactionClient;

/**
 * Opens a pool of at most `max` connections.
 * @param databaseUrl postgresql:// address
 */
export function createDb(databaseUrl: string, options: { max: number; applicationName: string }): Db {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
  });
  // A connection that breaks while nobody uses it is replaced; without a listener the process would end.
  pool.on("error", () => undefined);
  const db = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) });
  pools.set(db, pool);
  return db;
}

const pools = new WeakMap<Db, pg.Pool>();

/**
 * Runs one statement past Prisma, which would write every byte of its parameters as Base64 in JSON first, and prepared, so that PostgreSQL
 * parses it once a connection. Rows are as `pg` gives them: bigint as text.
 * @param name of this text, for the connection
 */
export async function runPrepared<Row extends object>(db: Db, name: string, { text, values }: Prisma.Sql): Promise<Row[]> {
  const pool = pools.get(db);
  if (!pool) throw new Error("the database was not opened by createDb");
  return (await pool.query<Row>({ name, text, values })).rows;
}
