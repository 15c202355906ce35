import { realpath } from "node:fs/promises";
import path from "node:path";
import { DomainError } from "@/lib/errors";

export interface ResolvedModelPath {
  /** Absolute path of the folder, as given (symbolic links are not replaced: external data lies beside the link). */
  path: string;
  exists: boolean;
}

/**
 * Where a registration's `backend.path` points: absolute, or relative to an entry of the model directories. The first entry that holds it wins.
 * The real path (links resolved) must lie inside a model directory. What does not exist yet is judged by its nearest existing parent.
 * @throws DomainError model-outside-directories
 */
export async function resolveModelPath(given: string, modelDirs: readonly string[]): Promise<ResolvedModelPath> {
  if (!given.includes("\0")) {
    const roots = await Promise.all(modelDirs.map(async (dir) => (await realPathOf(path.resolve(dir))).real));
    let missing: ResolvedModelPath | undefined;
    let leadsOut = false;
    for (const candidate of path.isAbsolute(given) ? [path.resolve(given)] : modelDirs.map((dir) => path.resolve(dir, given))) {
      const { real, exists } = await realPathOf(candidate);
      if (!roots.some((root) => isInside(real, root))) leadsOut = true;
      else if (exists) return { path: candidate, exists };
      else missing ??= { path: candidate, exists };
    }
    if (missing && !leadsOut) return missing;
  }
  const message = `the folder must lie inside a model directory (${modelDirs.join(", ")}): move it there, or add its parent to TIDEMARK_MODEL_DIR`;
  throw new DomainError("model-outside-directories", `backend.path: ${message}`, { errors: [{ path: "/backend/path", message }] });
}

/** Whether `child` is `parent` or lies below it; both absolute. */
export function isInside(child: string, parent: string): boolean {
  const relative = path.relative(parent, child);
  return relative === "" || (!path.isAbsolute(relative) && relative.split(path.sep)[0] !== "..");
}

async function realPathOf(absolute: string): Promise<{ real: string; exists: boolean }> {
  try {
    return { real: await realpath(absolute), exists: true };
  } catch {
    const parent = path.dirname(absolute);
    if (parent === absolute) return { real: absolute, exists: false };
    return { real: path.join((await realPathOf(parent)).real, path.basename(absolute)), exists: false };
  }
}
