import { readdirSync, statSync, type Dirent } from "node:fs";
import path from "node:path";
import { rowFile } from "./read-table-file";

/** A completions file, and the checkpoint it belongs to. */
export interface Found {
  /** Absolute. */
  file: string;
  /** Below the watched folder, for messages and the state file. */
  name: string;
  step: number;
  /** The checkpoint's folder, absolute; null for a completions file that lies in none. */
  folder: string | null;
  /** Changes whenever the file does. */
  signature: string;
  mtimeMs: number;
}

/** What trainers and copying programs call things that are not finished. */
const unfinished = /^\.|^tmp[-_.]|\.(tmp|part|partial|incomplete)$/i;

/**
 * Completions files of a folder in step order: files whose name tells a step, and `completions` in folders whose name does.
 * @throws the file system's error when the folder cannot be listed
 */
export function findCompletions(dir: string, completions: string, stepOf: (name: string) => number | null): Found[] {
  return readdirSync(dir, { withFileTypes: true })
    .flatMap((entry) => found(dir, entry, completions, stepOf) ?? [])
    .sort((a, b) => a.step - b.step || (a.name < b.name ? -1 : 1));
}

function found(dir: string, entry: Dirent, completions: string, stepOf: (name: string) => number | null): Found | null {
  const step = unfinished.test(entry.name) ? null : stepOf(entry.name);
  if (step === null) return null;
  const place = path.resolve(dir, entry.name);
  // A link may lead to either.
  const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && statAt(place)?.isDirectory() === true);
  if (!isFolder && !rowFile.test(entry.name)) return null;
  const file = isFolder ? path.join(place, completions) : place;
  const stat = statAt(file);
  if (!stat?.isFile()) return null;
  return { file, name: path.relative(dir, file), step, folder: isFolder ? place : null, signature: `${stat.size} ${stat.mtimeMs}`, mtimeMs: stat.mtimeMs };
}

/** Null as well for what goes away just now, or may not be looked at. */
function statAt(file: string) {
  try {
    return statSync(file);
  } catch {
    return null;
  }
}
