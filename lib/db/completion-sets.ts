import { promisify } from "node:util";
import { deflate, inflate } from "node:zlib";
import type { Db, Tx } from "@/lib/db/client";
import { floatsFromBytes } from "@/lib/db/vector-bytes";

const deflateAsync = promisify(deflate);
const inflateAsync = promisify(inflate);

/** Prompts a chunk covers. */
export const chunkPrompts = 64;

/** Measured on 1.3 MB of completions: a third of the processor time of zlib's default (6), for 6 % more bytes. */
const level = 4;
/** Rows of one statement: a usual checkpoint is one. */
const chunksAtOnce = 64;

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

/** Packs completions (ordered by position, sample) for storage; done before a transaction, since it costs time. */
export async function packCompletions(completions: readonly StoredCompletion[]): Promise<PackedChunk[]> {
  const byChunk = new Map<number, Packed[]>();
  for (const { position, sample, completion, finishReason } of completions) {
    const chunk = Math.floor(position / chunkPrompts);
    const packed = byChunk.get(chunk) ?? [];
    byChunk.set(chunk, packed);
    packed.push([position, sample, completion, finishReason]);
  }
  const chunks: PackedChunk[] = [];
  for (const [chunk, packed] of byChunk) {
    chunks.push({ chunk, data: new Uint8Array(await deflateAsync(Buffer.from(JSON.stringify(packed), "utf8"), { level })) });
  }
  return chunks;
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
  for (let at = 0; at < set.chunks.length; at += chunksAtOnce) {
    await tx.completionChunk.createMany({ data: set.chunks.slice(at, at + chunksAtOnce).map((chunk) => ({ completionSetId: id, ...chunk })) });
  }
  return id;
}

async function unpack(data: Uint8Array): Promise<StoredCompletion[]> {
  const packed = JSON.parse((await inflateAsync(data)).toString("utf8")) as Packed[];
  return packed.map(([position, sample, completion, finishReason]) => ({ position, sample, completion, finishReason }));
}

/** Completions of the set in prompt order, read one chunk at a time. */
export async function* completionsByChunk(db: Db, completionSetId: string): AsyncGenerator<StoredCompletion[]> {
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
