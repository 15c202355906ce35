import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient, type Prisma } from "@/lib/db/generated/client";

/** A client or an open transaction: every query of lib/db takes one first. */
export type Db = PrismaClient;
export type Tx = Prisma.TransactionClient;

/**
 * Opens a pool of at most `max` connections.
 * @param databaseUrl postgresql:// address
 */
export function createDb(databaseUrl: string, options: { max: number; applicationName: string }): Db {
  const adapter = new PrismaPg({
    connectionString: databaseUrl,
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
  });
  return new PrismaClient({ adapter });
}
