import { createWriteStream, existsSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Command } from "commander";
import { readEnv } from "@/lib/env";
import { ConfigError } from "@/lib/errors";
import { backupDatabase } from "@/lib/runtime/backup-database";
import { databaseOf } from "./database-of";
import { modelsFolder } from "./models-folder";
import { packageDir, version } from "./package-dir";
import { showPart } from "./show-part";

export function backupCommand(): Command {
  return new Command("backup")
    .argument("<file>", "where it goes, e.g. tidemark-2026-01-31.backup")
    .description("write everything in the database to one file, while the product runs or not")
    .option("--with-models", "the files of own reward models too (<data folder>/models); else only their names")
    .option("--force", "replace a file that is there")
    .addHelpText("after", `
Examples:
  $ tidemark backup tidemark.backup
  $ DATABASE_URL=postgresql://user:password@db/tidemark tidemark backup /backups/tidemark-$(date +%F).backup
  $ tidemark backup all.backup --with-models

It holds runs, checkpoints, completions, scores, decisions, alerts, channels and API keys as hashes, as they are at one moment. The file can
be read by its owner only: the addresses of alert channels are secrets. Admin keys are not in it: an installation makes its own.
"tidemark restore" puts it into an empty database.
`)
    .action(async (file: string, options: { withModels?: boolean; force?: boolean }) => {
      const env = readEnv(packageDir);
      if (existsSync(file) && !options.force) throw new ConfigError(`${file} is there already. Choose another name, or add --force.`);
      if (!existsSync(path.dirname(path.resolve(file)))) throw new ConfigError(`There is no folder ${path.dirname(file)} for the backup. Make it first.`);
      if (!env.databaseUrl && !existsSync(path.join(env.dataDir, "postgres.json"))) throw new ConfigError(`The data folder ${env.dataDir} holds no database. TIDEMARK_DATA_DIR or DATABASE_URL says where it is.`);
      const database = await databaseOf(env, "backup");
      const draft = `${file}.${process.pid}.part`;
      const parts = showPart("kept");
      let nRows = 0;
      const bytes = backupDatabase({
        url: database.url, version, now: new Date(), modelsDir: modelsFolder(env), withModels: options.withModels === true,
        onPart: (name, n) => {
          nRows += n ?? 0;
          parts.show(name, n);
        },
      });
      try {
        await pipeline(bytes, createGzip({ level: 3 }), createWriteStream(draft, { mode: 0o600, flush: true }));
        renameSync(draft, file);
      } catch (error) {
        rmSync(draft, { force: true });
        const { code } = error as NodeJS.ErrnoException;
        throw code === "EACCES" || code === "ENOSPC" || code === "EROFS" ? new ConfigError(`${file} cannot be written (${code}). Choose another place.`) : error;
      } finally {
        parts.end();
        await database.close();
      }
      process.stdout.write(`${file}: ${nRows} rows, ${(statSync(file).size / 1e6).toFixed(1)} MB. Next: tidemark restore ${file}, with TIDEMARK_DATA_DIR or DATABASE_URL of a new installation.\n`);
    });
}
