import type { Env } from "@/lib/env";
import { createLogger } from "@/lib/logger";
import { findLiveDatabase, startEmbeddedPostgres } from "@/lib/runtime/embedded-postgres";

export interface OpenDatabase {
  url: string;
  /** Ends the embedded server if it was started for this. */
  close(): Promise<void>;
}

/** The database of these settings: DATABASE_URL, the running embedded one, or that one started for a while. @param name of the command, for its log */
export async function databaseOf(env: Env, name: string): Promise<OpenDatabase> {
  const live = env.databaseUrl ?? (await findLiveDatabase(env.dataDir));
  if (live) return { url: live, close: async () => {} };
  const own = await startEmbeddedPostgres({ dataDir: env.dataDir, log: createLogger({ level: env.logLevel === "info" ? "warn" : env.logLevel, name }) });
  return { url: own.url, close: () => own.stop() };
}
