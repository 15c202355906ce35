import type { Checkpoint, Run } from "@/lib/contracts";
import { ConfigError } from "@/lib/errors";
import { completionsOf, type ColumnNames } from "@/lib/formats/completions-of";
import type { RowFormat } from "@/lib/formats/row-formats";
import { ApiError, type Api } from "./api-client";
import { inFile, readTableFile } from "./read-table-file";
import { sendCheckpoint } from "./send-checkpoint";
import type { Found } from "./watch-find";

export interface WatchTarget {
  api: Api;
  run: Run;
  branch: string;
  onConflict: string;
  columns: ColumnNames;
  format: RowFormat | undefined;
  /** A file with fewer prompts than the run's set must have been quiet this long: perhaps somebody still writes to it. */
  partialMs: number;
}

export type Handled =
  | { kind: "registered"; checkpoint: Checkpoint; known: boolean }
  /** Whole lines, but not of every prompt. */
  | { kind: "partial"; nPrompts: number }
  /** The file is not what it should be, or the server refuses it: nothing changes until the file does. */
  | { kind: "refused"; reason: string }
  /** Nobody answers just now. */
  | { kind: "unreachable"; reason: string };

/** Beyond these no other file would fare better. */
const fatal = new Set([401, 403, 404]);

/**
 * Reads a settled file and registers it.
 * @param quietMs how long it has not changed
 * @throws ApiError when the key or the run is no longer good
 */
export async function watchFile(target: WatchTarget, found: Found, quietMs: number): Promise<Handled> {
  const { api, run, branch, onConflict, columns, format, partialMs } = target;
  let completions;
  try {
    completions = inFile(found.name, () => completionsOf(readTableFile(found.file), columns, format));
  } catch (error) {
    if (error instanceof ConfigError) return { kind: "refused", reason: error.message };
    throw error;
  }
  const nPrompts = new Set(completions.map(({ key }) => key)).size;
  if (nPrompts < run.promptSet.nPrompts && quietMs < partialMs) return { kind: "partial", nPrompts };
  try {
    const body = { step: found.step, branch, path: found.folder ?? undefined, completions };
    return { kind: "registered", ...(await sendCheckpoint(api, run, body, onConflict)) };
  } catch (error) {
    if (error instanceof ApiError && fatal.has(error.problem.status)) throw error;
    if (error instanceof ApiError && error.problem.status < 500) return { kind: "refused", reason: `${found.name}: ${error.message}` };
    if (error instanceof ApiError || error instanceof ConfigError) return { kind: "unreachable", reason: error.message };
    throw error;
  }
}
