import { createHash } from "node:crypto";
import { z } from "zod";
import { ConfigError } from "@/lib/errors";

const magic = "tidemark-backup 1\n";

/** What a backup says of itself, first. */
export const About = z.object({
  kind: z.literal("about"),
  /** Of the product that wrote it. */
  version: z.string(), createdAt: z.string(),
  /** Applied to the database, oldest first. */
  migrations: z.array(z.string()),
  /** Files of own reward models, below the folder of models. */
  models: z.array(z.object({ path: z.string(), bytes: z.number() })),
});
export type About = z.infer<typeof About>;
const Header = z.discriminatedUnion("kind", [
  About,
  z.object({ kind: z.literal("table"), name: z.string(), columns: z.array(z.string()) }),
  z.object({ kind: z.literal("file"), path: z.string() }),
  z.object({ kind: z.literal("end"), rows: z.record(z.string(), z.number()), sha256: z.string() }),
]);
export type Header = z.infer<typeof Header>;
export type Part = Exclude<Header, { kind: "end" }>;

/** One part of a backup: a line of JSON, then its bytes. */
export interface Frame { header: Header; bytes: AsyncIterable<Buffer> }

const lengthOf = (n: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(n);
  return bytes;
};

/**
 * A backup as a stream of bytes: each part is its header in one line, then chunks that begin with their length (32 bits), the last one empty.
 * The end holds the SHA-256 of everything before it.
 * @param rows counts of each table, asked for when all parts have been written
 */
export async function* writeFrames(parts: AsyncIterable<{ header: Part; bytes?: AsyncIterable<Buffer> }>, rows: () => Record<string, number>): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  const hashed = (bytes: Buffer): Buffer => (hash.update(bytes), bytes);
  yield hashed(Buffer.from(magic));
  for await (const { header, bytes } of parts) {
    yield hashed(Buffer.from(`${JSON.stringify(header)}\n`));
    for await (const chunk of gathered(bytes ?? empty())) yield hashed(Buffer.concat([lengthOf(chunk.length), chunk]));
    yield hashed(lengthOf(0));
  }
  yield Buffer.from(`${JSON.stringify({ kind: "end", rows: rows(), sha256: hash.digest("hex") })}\n`);
}

/**
 * Reads what writeFrames wrote. Of each frame the bytes must be read to their end before the next one is asked for.
 * @throws ConfigError when it is no backup, is cut short, or was changed
 */
export async function* readFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  const hash = createHash("sha256");
  const source = byteReader(chunks);
  const first = await source.take(magic.length).catch((error: unknown) => {
    if (error instanceof ConfigError) return Buffer.alloc(0); // shorter than that
    throw error;
  });
  if (first.toString("latin1") !== magic) throw new ConfigError("This is no backup of Tidemark, or of a newer version.");
  hash.update(first);
  for (;;) {
    const line = await source.line();
    const parsed = Header.safeParse(jsonOf(line));
    if (!parsed.success) throw new ConfigError("The backup holds something that this version does not know. Use the version that wrote it, or a newer one.");
    if (parsed.data.kind === "end") {
      if (hash.digest("hex") !== parsed.data.sha256) throw new ConfigError("The backup was damaged: its checksum is another. Use another copy.");
      yield { header: parsed.data, bytes: empty() };
      return;
    }
    hash.update(line).update("\n");
    yield { header: parsed.data, bytes: chunksOf(source, (bytes) => void hash.update(bytes)) };
  }
}

function jsonOf(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch {
    throw new ConfigError("The backup was damaged: a part of it begins with no header. Use another copy.");
  }
}

/** The same bytes in chunks of about 64 KB: COPY gives one a row. */
async function* gathered(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [], nBytes = 0;
  for await (const chunk of bytes) {
    held.push(chunk);
    nBytes += chunk.length;
    if (nBytes < 65_536) continue;
    yield Buffer.concat(held);
    [held, nBytes] = [[], 0];
  }
  if (nBytes > 0) yield Buffer.concat(held);
}

async function* empty(): AsyncGenerator<Buffer> {}

async function* chunksOf(source: ByteReader, seen: (bytes: Buffer) => void): AsyncGenerator<Buffer> {
  for (;;) {
    const length = await source.take(4);
    seen(length);
    const n = length.readUInt32BE();
    if (n === 0) return;
    const chunk = await source.take(n);
    seen(chunk);
    yield chunk;
  }
}

interface ByteReader { take(n: number): Promise<Buffer>; line(): Promise<Buffer> }

const longestLine = 50_000_000;

function byteReader(chunks: AsyncIterable<Buffer>): ByteReader {
  const source = chunks[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const more = async () => {
    const next = await source.next();
    if (next.done) throw new ConfigError("The backup ends in the middle: it was not written to its end. Use another one.");
    held = held.length === 0 ? next.value : Buffer.concat([held, next.value]);
  };
  const cut = (n: number): Buffer => {
    const taken = held.subarray(0, n);
    held = held.subarray(n);
    return taken;
  };
  return {
    take: async (n) => {
      while (held.length < n) await more();
      return cut(n);
    },
    line: async () => {
      for (let from = 0; ; ) {
        const at = held.indexOf(10, from);
        if (at >= 0) {
          const line = cut(at);
          cut(1);
          return line;
        }
        from = held.length;
        if (from > longestLine) throw new ConfigError("This is no backup of Tidemark.");
        await more();
      }
    },
  };
}
