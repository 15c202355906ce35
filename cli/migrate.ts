import { Command } from "commander";
import { readEnv } from "@/lib/env";
import { createLogger } from "@/lib/logger";
import { findLiveDatabase, startEmbeddedPostgres } from "@/lib/runtime/embedded-postgres";
import { packageDir } from "./package-dir";
import { migrateAll } from "./start-product";

export function migrateCommand(): Command {
  return new Command("migrate")
    .description('bring the database to this version ("start" does it too)')
    .option("--retry-failed", "try a migration again that failed before")
    .addHelpText("after", "\nExample:\n  $ DATABASE_URL=postgresql://user:password@db/tidemark tidemark migrate\n")
    .action(async (options: { retryFailed?: boolean }) => {
      const env = readEnv(packageDir);
      const live = env.databaseUrl ?? (await findLiveDatabase(env.dataDir));
      const own = live ? null : await startEmbeddedPostgres({ dataDir: env.dataDir, log: createLogger({ level: env.logLevel, name: "migrate" }) });
      try {
        const applied = await migrateAll(env, live ?? own?.url ?? "", options.retryFailed);
        process.stdout.write(applied.length > 0 ? `Applied ${applied.join(", ")}.\n` : "The database is up to date.\n");
      } finally {
        await own?.stop();
      }
    });
}
