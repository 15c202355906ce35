import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";
import { deflate, inflate } from "node:zlib";
import type { Db, Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { floatsFromBytes } from "@/lib/db/vector-bytes";
import { createCompletionsHash } from "@/lib/formats/content-hash";

const deflateAsync = promisify(deflate);
const inflateAsync = promisify(inflate);

/** Prompts a chunk covers. */
const chunkPrompts = 64;

/** Measured on 1.3 MB of completions: a fifth of the processor time of zlib's default (6), for 13 % more bytes. */
const level = 2;
/** Room for a usual chunk once it is deflated, so that it comes out of the thread in one piece. */
const chunkSize = 64 * 1024;
/** Characters that are written as JSON before other work gets its turn: more than a usual chunk holds. */
const sliceLength = 256 * 1024;
/** Rows and bytes of one statement, which holds each byte more than once: a usual checkpoint is one. */
const atOnce = { rows: 64, bytes: 4 * 1024 * 1024 };

/** One completion at its prompt's position; several samples of a prompt follow each other. */
export interface StoredCompletion {
  position: number;
  sample: number;
  completion: string;
  finishReason: string | null;
}

type Packed = [position: number, sample: number, completion: string, finishReason: string | null];

export interface PackedChunk {
  chunk: number;
  data: Uint8Array<ArrayBuffer>;
}

/**
 * Packs completions for storage, and takes the hash of what they say; done before a transaction, since it costs time.
 * Each text is written as JSON once, for both.
 * @param completions ordered by position, sample
 */
export async function packCompletions(completions: readonly (StoredCompletion & { key: string })[]): Promise<{ hash: string; chunks: PackedChunk[] }> {
  const hash = createCompletionsHash();
  const chunks: PackedChunk[] = [];
  for (let at = 0; at < completions.length; ) {
    const chunk = Math.floor((completions[at]?.position ?? 0) / chunkPrompts);
    let lines = "";
    let packed = "";
    for (; at < completions.length; at++) {
      const { position, sample, key, completion, finishReason } = completions[at]!;
      if (position >= (chunk + 1) * chunkPrompts) break;
      const said = `${JSON.stringify(completion)},${JSON.stringify(finishReason)}`;
      lines += `[${JSON.stringify(key)},${sample},${said}]\n`;
      packed += `${packed ? "," : "["}[${position},${sample},${said}]`;
      if (lines.length < sliceLength) continue;
      hash.add(lines);
      lines = "";
      await setImmediate();
    }
    hash.add(lines);
    chunks.push({ chunk, data: new Uint8Array(await deflateAsync(Buffer.from(`${packed}]`, "utf8"), { level, chunkSize })) });
  }
  return { hash: hash.digest(), chunks };
}

/** Stores a completion set unless one with this content exists, and returns its id. */
export async function upsertCompletionSet(
  tx: Tx,
  set: { id: string; promptSetId: string; hash: string; nCompletions: number; nWithPrompt: number; chunks: readonly PackedChunk[] },
): Promise<string> {
  const { id, promptSetId, hash, nCompletions, nWithPrompt } = set;
  const inserted = await tx.$executeRaw`
    INSERT INTO "CompletionSet" ("id", "promptSetId", "hash", "nCompletions", "nWithPrompt")
    VALUES (${id}, ${promptSetId}, ${hash}, ${nCompletions}, ${nWithPrompt})
    ON CONFLICT ("promptSetId", "hash") DO NOTHING`;
  if (inserted === 0) {
    const existing = await tx.completionSet.findUniqueOrThrow({ where: { promptSetId_hash: { promptSetId, hash } }, select: { id: true } });
    return existing.id;
  }
  for (let at = 0; at < set.chunks.length; ) {
    const rows: Prisma.Sql[] = [];
    for (let nBytes = 0; at < set.chunks.length && rows.length < atOnce.rows && nBytes < atOnce.bytes; at++) {
      const { chunk, data } = set.chunks[at]!;
      rows.push(Prisma.sql`(${id}, ${chunk}::int, ${data})`);
      nBytes += data.byteLength;
    }
    // Half of the processor time of createMany.
    await tx.$executeRaw`INSERT INTO "CompletionChunk" ("completionSetId", "chunk", "data") VALUES ${Prisma.join(rows)}`;
  }
  return id;
}

async function unpack(data: Uint8Array): Promise<StoredCompletion[]> {
  const packed = JSON.parse((await inflateAsync(data)).toString("utf8")) as Packed[];
  return packed.map(([position, sample, completion, finishReason]) => ({ position, sample, completion, finishReason }));
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
