import { Command } from "commander";
import { readEnv } from "@/lib/env";
import { databaseOf } from "./database-of";
import { packageDir } from "./package-dir";
import { migrateAll } from "./start-product";

export function migrateCommand(): Command {
  return new Command("migrate")
    .description('bring the database to this version ("start" does it too)')
    .option("--retry-failed", "try a migration again that failed before")
    .addHelpText("after", "\nExample:\n  $ DATABASE_URL=postgresql://user:password@db/tidemark tidemark migrate\n")
    .action(async (options: { retryFailed?: boolean }) => {
      const env = readEnv(packageDir);
      const database = await databaseOf(env, "migrate");
      try {
        const applied = await migrateAll(env, database.url, options.retryFailed);
        process.stdout.write(applied.length > 0 ? `Applied ${applied.join(", ")}.\n` : "The database is up to date.\n");
      } finally {
        await database.close();
      }
    });
}
