import { readdirSync, statSync } from "node:fs";
import path from "node:path";

/** Files below the folder of own reward models, with `/` between names, in order; [] where there is none. */
export function listModelFiles(modelsDir: string): { path: string; bytes: number }[] {
  const entries = readEntries(modelsDir);
  return entries
    .flatMap((name) => {
      const stat = statSync(path.join(modelsDir, name), { throwIfNoEntry: false });
      return stat?.isFile() ? [{ path: name.split(path.sep).join("/"), bytes: stat.size }] : [];
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function readEntries(modelsDir: string): string[] {
  try {
    return readdirSync(modelsDir, { recursive: true, encoding: "utf8" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
