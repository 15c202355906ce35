import { createWriteStream, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ConfigError } from "@/lib/errors";

/**
 * Writes pieces of text to a file as they come, or to standard output, waiting while the other side is slow: memory does not grow with the
 * number of pieces. A file appears under its name when it is complete; until then, and after a failure, what was there stays.
 * @throws ConfigError when the file cannot be written
 */
export async function writePieces(pieces: AsyncIterable<string>, file: string | undefined): Promise<void> {
  if (file === undefined || file === "-") {
    await pipeline(source(pieces), process.stdout, { end: false }).catch((error: NodeJS.ErrnoException) => {
      if (!readerWentAway.has(error.code ?? "")) throw error;
    });
    return;
  }
  // A device or a pipe is written to; a file in its place would be another thing.
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() ?? true;
  const into = !isFile ? file : path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.part`);
  try {
    await pipeline(source(pieces), createWriteStream(into));
    if (isFile) renameSync(into, file);
  } catch (error) {
    if (isFile) rmSync(into, { force: true });
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new ConfigError(`${file} cannot be written (${code}). Choose another place with --out.`);
  }
}

const source = (pieces: AsyncIterable<string>) => Readable.from(pieces, { highWaterMark: 1 });
/** As with `| head`: what it wanted, it has. */
const readerWentAway = new Set(["EPIPE", "ERR_STREAM_PREMATURE_CLOSE", "ERR_STREAM_DESTROYED"]);
