import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants, inflate } from "node:zlib";
import type { Db, Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { floatsFromBytes } from "@/lib/db/vector-bytes";
import { createCompletionsHash } from "@/lib/formats/content-hash";

const brotliCompressAsync = promisify(brotliCompress);
const brotliDecompressAsync = promisify(brotliDecompress);
const inflateAsync = promisify(inflate);

/** Prompts a chunk covers. */
const chunkPrompts = 64;

/** Measured on AlpacaEval outputs: a third of the processor time of zlib's level 2, for 8 % more bytes. */
const quality = 0;
/** Room for a usual chunk once it is compressed, so that it comes out of the thread in one piece. */
const chunkSize = 64 * 1024;
/** First byte of a zlib stream, which chunks were before; Brotli's, with the window that it has here, never is the same. */
const zlibHeader = 0x78;
/** Bytes of texts that are compressed at the same time: a usual checkpoint is, as one, so that it waits for the threads once. */
const compressedAtOnce = 8 * 1024 * 1024;
/** Bytes of texts that are copied before other work gets its turn. */
const sliceBytes = 1024 * 1024;
/** Rows and bytes of one statement, which holds each byte more than once: a usual checkpoint is one. */
const atOnce = { rows: 64, bytes: 4 * 1024 * 1024 };

/** One completion at its prompt's position; several samples of a prompt follow each other. */
export interface StoredCompletion {
  position: number;
  sample: number;
  completion: string;
  finishReason: string | null;
}

type Head = [position: number, sample: number, finishReason: string | null, nBytes: number];

export interface PackedChunk {
  chunk: number;
  data: Uint8Array<ArrayBuffer>;
}

/**
 * Packs completions for storage, and takes the hash of what they say; done before a transaction, since it costs time. Texts are
 * copied once, as they are: written as JSON they would take longer than everything else.
 * @param completions ordered by position, sample
 */
export async function packCompletions(completions: readonly (StoredCompletion & { key: string })[]): Promise<{ hash: string; chunks: PackedChunk[] }> {
  const hash = createCompletionsHash();
  const chunks: Promise<PackedChunk>[] = [];
  let nCompressing = 0;
  let nCopied = 0;
  for (let from = 0; from < completions.length; ) {
    const chunk = chunkOf(completions[from]!);
    let end = from + 1;
    while (end < completions.length && chunkOf(completions[end]!) === chunk) end++;
    const heads: Head[] = [];
    let lines = "";
    let nBytes = 0;
    for (const { position, sample, key, completion, finishReason } of completions.slice(from, end)) {
      const length = Buffer.byteLength(completion, "utf8");
      heads.push([position, sample, finishReason, length]);
      lines += `${JSON.stringify([key, sample, finishReason, length])}\n`;
      nBytes += length;
    }
    const head = Buffer.from(`${JSON.stringify(heads)}\n`, "utf8");
    const packed = Buffer.allocUnsafe(head.length + nBytes);
    let at = head.copy(packed);
    for (; from < end; from++) {
      const written = packed.write(completions[from]!.completion, at, "utf8");
      at += written;
      nCopied += written;
      if (nCopied < sliceBytes) continue;
      nCopied = 0;
      await setImmediate();
    }
    hash.add(lines, packed.subarray(head.length));
    chunks.push(compress(chunk, packed));
    nCompressing += packed.length;
    if (nCompressing < compressedAtOnce) continue;
    await Promise.all(chunks);
    nCompressing = 0;
  }
  return { hash: hash.digest(), chunks: await Promise.all(chunks) };
}

const chunkOf = ({ position }: StoredCompletion) => Math.floor(position / chunkPrompts);

async function compress(chunk: number, packed: Buffer): Promise<PackedChunk> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: packed.length };
  return { chunk, data: new Uint8Array(await brotliCompressAsync(packed, { params, chunkSize })) };
}

export interface NewCompletionSet {
  id: string; promptSetId: string; hash: string; nCompletions: number; nWithPrompt: number;
  chunks: readonly PackedChunk[];
}

/** Stores a completion set unless one with this content exists, and returns its id. */
export async function upsertCompletionSet(tx: Tx, set: NewCompletionSet): Promise<string> {
  const { id, promptSetId, hash } = set;
  const [first = [], ...rest] = chunksAtOnce(set);
  const inserted = await tx.$queryRaw<{ id: string }[]>`WITH ${insertSet(set, first, Prisma.sql`TRUE`)} SELECT "id" FROM kept`;
  if (inserted.length === 0) {
    const existing = await tx.completionSet.findUniqueOrThrow({ where: { promptSetId_hash: { promptSetId, hash } }, select: { id: true } });
    return existing.id;
  }
  for (const rows of rest) await tx.$executeRaw(insertChunks(rows, Prisma.sql`(SELECT ${id} AS "id") kept`));
  return id;
}

/** Parts of a statement: a set with its first chunks, unless its content is known; the rows `kept` have its id where it is new. */
export const insertSet = ({ id, promptSetId, hash, nCompletions, nWithPrompt }: NewCompletionSet, first: readonly PackedChunk[], where: Prisma.Sql) => Prisma.sql`
    kept AS (
      INSERT INTO "CompletionSet" ("id", "promptSetId", "hash", "nCompletions", "nWithPrompt")
      SELECT ${id}, ${promptSetId}, ${hash}, ${nCompletions}::int, ${nWithPrompt}::int WHERE ${where}
      ON CONFLICT ("promptSetId", "hash") DO NOTHING RETURNING "id"),
    chunks AS (${insertChunks(first, Prisma.sql`kept`)})`;

/** The chunks of each statement: a usual checkpoint is one. */
export function chunksAtOnce({ chunks }: NewCompletionSet): PackedChunk[][] {
  const groups: PackedChunk[][] = [];
  let nBytes = Infinity;
  for (const chunk of chunks) {
    if (nBytes >= atOnce.bytes || groups.at(-1)!.length >= atOnce.rows) {
      groups.push([]);
      nBytes = 0;
    }
    groups.at(-1)!.push(chunk);
    nBytes += chunk.data.byteLength;
  }
  return groups;
}

/** Half of the processor time of createMany. @param kept what to select the set's id from */
const insertChunks = (rows: readonly PackedChunk[], kept: Prisma.Sql) => Prisma.sql`
  INSERT INTO "CompletionChunk" ("completionSetId", "chunk", "data")
  SELECT kept."id", given."chunk", given."data" FROM ${kept},
    (VALUES ${Prisma.join(rows.map(({ chunk, data }) => Prisma.sql`(${chunk}::int, ${data}::bytea)`))}) given ("chunk", "data")`;

async function unpack(data: Uint8Array): Promise<StoredCompletion[]> {
  if (data[0] === zlibHeader) {
    const rows = JSON.parse((await inflateAsync(data)).toString("utf8")) as [position: number, sample: number, completion: string, finishReason: string | null][];
    return rows.map(([position, sample, completion, finishReason]) => ({ position, sample, completion, finishReason }));
  }
  const packed = await brotliDecompressAsync(data);
  let at = packed.indexOf("\n") + 1;
  const heads = JSON.parse(packed.toString("utf8", 0, at)) as Head[];
  return heads.map(([position, sample, finishReason, nBytes]) => ({ position, sample, completion: packed.toString("utf8", at, (at += nBytes)), finishReason }));
}

/** Completions of the set in prompt order, read one chunk at a time. */
async function* completionsByChunk(db: Db, completionSetId: string): AsyncGenerator<StoredCompletion[]> {
  const chunks = await db.completionChunk.findMany({ where: { completionSetId }, orderBy: { chunk: "asc" }, select: { chunk: true } });
  for (const { chunk } of chunks) {
    const row = await db.completionChunk.findUniqueOrThrow({ where: { completionSetId_chunk: { completionSetId, chunk } } });
    yield unpack(row.data);
  }
}

/** The completion that is compared for each prompt (its lowest sample), by position; absent where the set has none. */
export async function comparedCompletions(db: Db, completionSetId: string): Promise<Map<number, StoredCompletion>> {
  const byPosition = new Map<number, StoredCompletion>();
  for await (const chunk of completionsByChunk(db, completionSetId)) {
    for (const item of chunk) if (!byPosition.has(item.position)) byPosition.set(item.position, item);
  }
  return byPosition;
}

/** The completion that is compared for one prompt; null where the set has none. Reads one chunk. */
export async function comparedCompletionAt(db: Db, completionSetId: string, position: number): Promise<StoredCompletion | null> {
  const row = await db.completionChunk.findUnique({ where: { completionSetId_chunk: { completionSetId, chunk: Math.floor(position / chunkPrompts) } } });
  return row === null ? null : ((await unpack(row.data)).find((item) => item.position === position) ?? null);
}

export async function storeLengths(db: Db, completionSetId: string, lengths: Uint8Array<ArrayBuffer>): Promise<void> {
  await db.completionSet.update({ where: { id: completionSetId }, data: { lengths } });
}

/** [nPrompts] characters of each set that has been measured. */
export async function lengthsOf(db: Db, completionSetIds: readonly string[]): Promise<Map<string, Float32Array>> {
  const rows = await db.completionSet.findMany({ where: { id: { in: [...new Set(completionSetIds)] } }, select: { id: true, lengths: true } });
  return new Map(rows.flatMap(({ id, lengths }) => (lengths ? [[id, floatsFromBytes(lengths)] as const] : [])));
}

/** @param measures float32 [nPrompts x k], see the schema */
export async function storeTextMeasures(db: Db, completionSetId: string, textMeasures: Uint8Array<ArrayBuffer>): Promise<void> {
  await db.completionSet.update({ where: { id: completionSetId }, data: { textMeasures } });
}

/** [nPrompts x k] row-major measures of each set that has been measured. */
export async function textMeasuresOf(db: Db, completionSetIds: readonly string[]): Promise<Map<string, Float32Array>> {
  const rows = await db.completionSet.findMany({ where: { id: { in: [...new Set(completionSetIds)] }, textMeasures: { not: null } }, select: { id: true, textMeasures: true } });
  return new Map(rows.flatMap(({ id, textMeasures }) => (textMeasures ? [[id, floatsFromBytes(textMeasures)] as const] : [])));
}

export async function findCompletionSet(db: Db | Tx, id: string) {
  return db.completionSet.findUnique({ where: { id }, include: { promptSet: true } });
}
