import pg from "pg";
import { ConfigError } from "@/lib/errors";

/** Address without its password, for messages. */
export function shownAddress(url: string): string {
  try {
    const parsed = new URL(url);
    if (parsed.password) parsed.password = "...";
    return `${parsed.protocol}//${parsed.username ? `${parsed.username}@` : ""}${parsed.host}${parsed.pathname}`;
  } catch {
    return "the given address";
  }
}

const remedies: Record<string, (where: string) => string> = {
  ECONNREFUSED: (where) => `Nothing listens at ${where}. Start that server, or correct DATABASE_URL (without it Tidemark runs a database of its own).`,
  ENOTFOUND: (where) => `The host of ${where} is not known. Correct DATABASE_URL.`,
  EAI_AGAIN: (where) => `The host of ${where} cannot be looked up just now. Check the network, or correct DATABASE_URL.`,
  ETIMEDOUT: (where) => `${where} does not answer. Check the address and the network, or correct DATABASE_URL.`,
  "28P01": (where) => `The password for ${where} is wrong. Correct DATABASE_URL.`,
  "28000": (where) => `The server at ${where} refuses this user from here. Correct DATABASE_URL or the server's pg_hba.conf.`,
  "3D000": (where) => `The database of ${where} does not exist. Create it, or correct DATABASE_URL.`,
  "53300": (where) => `The server at ${where} has no connection left. Raise its max_connections.`,
};

/** Opens one connection. @throws ConfigError with one sentence on why it cannot, and the remedy */
export async function connectOrExplain(url: string, applicationName: string, timeoutMs = 10_000): Promise<pg.Client> {
  let client: pg.Client;
  try {
    client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs, application_name: applicationName });
  } catch (error) {
    throw new ConfigError(`DATABASE_URL cannot be read: ${(error as Error).message}. It looks like postgresql://user:password@host:5432/database.`);
  }
  client.on("error", () => {}); // the query under way rejects; an idle connection's end must not end the process
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    const cause = error as NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] };
    const code = cause.code ?? cause.errors?.[0]?.code ?? (/timeout/i.test(cause.message) ? "ETIMEDOUT" : "");
    const explain = remedies[code] ?? ((where: string) => `No connection to ${where}: ${cause.message}. Check DATABASE_URL.`);
    throw new ConfigError(explain(shownAddress(url)));
  }
}
