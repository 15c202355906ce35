import { createReadStream, existsSync } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { Command } from "commander";
import { readEnv, type Env } from "@/lib/env";
import { ConfigError } from "@/lib/errors";
import { prepareDataFolder } from "@/lib/runtime/data-folder";
import { migrateUpTo } from "@/lib/runtime/migrate-up-to";
import { restoreDatabase, type Restored } from "@/lib/runtime/restore-database";
import { claimDataFolder } from "@/lib/runtime/server-file";
import { showControls } from "@/lib/formats/show-controls";
import { databaseOf } from "./database-of";
import { migrationPlace } from "./migration-place";
import { modelsFolder } from "./models-folder";
import { packageDir } from "./package-dir";
import { printJson } from "./print-json";
import { showPart } from "./show-part";
import { migrateAll } from "./start-product";

export function restoreCommand(): Command {
  return new Command("restore")
    .argument("<file>", "what backup wrote")
    .description("put a backup into an empty database: a new data folder, or a new database of DATABASE_URL")
    .option("--json", "as JSON")
    .addHelpText("after", `
Examples:
  $ TIDEMARK_DATA_DIR=/srv/tidemark tidemark restore tidemark.backup && TIDEMARK_DATA_DIR=/srv/tidemark tidemark start
  $ DATABASE_URL=postgresql://user:password@db/new tidemark restore tidemark.backup

All of it or nothing. A backup of an older version is brought to this one. The first start makes a new admin key; other keys go on working.
`)
    .action(async (file: string, options: { json?: boolean }) => {
      const env = readEnv(packageDir);
      if (!existsSync(file)) throw new ConfigError(`There is no ${file}. "tidemark backup ${file}" would make it.`);
      prepareDataFolder(env.dataDir);
      const claim = claimDataFolder(env.dataDir);
      if ("heldBy" in claim) throw new ConfigError(`Tidemark runs on the data folder ${env.dataDir} (process ${claim.heldBy}). Stop it, or choose a new folder with TIDEMARK_DATA_DIR.`);
      try {
        const restored = await restoreFile(env, file);
        if (options.json) printJson({ rows: restored.rows, about: restored.about, missingModels: restored.missingModels });
        else process.stdout.write(`${showControls(describe(restored))}\n`);
        for (const name of restored.missingModels) process.stderr.write(`tidemark: ${showControls(`${modelsFolder(env)}/${name}`)} is not in the backup. Copy it there before scoring with its model goes on.\n`);
      } finally {
        claim.release();
      }
    });
}

async function restoreFile(env: Env, file: string): Promise<Restored> {
  const database = await databaseOf(env, "restore");
  const parts = showPart("restored");
  try {
    const unpacked = createGunzip();
    // Whatever ends either ends the other; what is read from `unpacked` then throws it.
    pipeline(createReadStream(file), unpacked, () => {});
    const restored = await restoreDatabase({
      url: database.url, bytes: unpacked, modelsDir: modelsFolder(env), onPart: parts.show,
      migrateTo: (migrations) => migrateUpTo({ ...migrationPlace, url: env.queueDatabaseUrl ?? database.url, migrations }),
    });
    await migrateAll(env, database.url);
    return restored;
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code ?? "");
    if (code.startsWith("Z_")) throw new ConfigError(`${file} cannot be unpacked (${code}): it is no backup, or it was damaged or cut short.`);
    throw code === "EISDIR" || code === "EACCES" ? new ConfigError(`${file} cannot be read (${code}). Name a file that "tidemark backup" wrote, and that you may read.`) : error;
  } finally {
    parts.end();
    await database.close();
  }
}

function describe({ about, rows }: Restored): string {
  const n = (table: string) => rows[table] ?? 0;
  return `Restored ${n("Run")} runs, ${n("Checkpoint")} checkpoints and ${n("ScoreVector")} vectors of scores, as they were at ${about.createdAt} (version ${about.version}). Next: tidemark start`;
}
