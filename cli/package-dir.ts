import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of package.json: one above dist/, where this runs. */
export const packageDir = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

export const version = (JSON.parse(readFileSync(path.join(packageDir, "package.json"), "utf8")) as { version: string }).version;
