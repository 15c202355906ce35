import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@/lib/errors";

/**
 * Makes the data folder and tries to write in it. It is its owner's alone; root's lets others pass (not list), because PostgreSQL runs as
 * another user below it.
 * @throws ConfigError naming the folder and the remedy
 */
export function prepareDataFolder(dataDir: string): void {
  try {
    if (!existsSync(dataDir)) {
      makeFolders(dataDir);
      chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
    }
    const probe = path.join(dataDir, `.probe-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(`The data folder ${dataDir} cannot be written (${code}). Give this user the right to write there, or choose another with TIDEMARK_DATA_DIR.`);
  }
}

/** One folder at a time: Node's recursive mkdir never returns where the file system answers ENOENT to it (/proc). */
function makeFolders(folder: string): void {
  const parent = path.dirname(folder);
  if (!existsSync(parent)) makeFolders(parent);
  mkdirSync(folder, { mode: 0o700 });
}
