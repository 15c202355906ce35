import { createHash } from "node:crypto";
import type { Message } from "@/lib/contracts";
import type { Db } from "@/lib/db/client";

/** 16 bytes that identify what a score depends on besides the reward model: the prompt's messages, the completion, and what a pairwise model compares it with. */
export function contentHashOf(item: { messages: readonly Message[]; completion: string; reference?: string }): Uint8Array<ArrayBuffer> {
  const { reference } = item;
  const text = JSON.stringify([item.messages.map(({ role, content }) => [role, content]), item.completion, ...(reference === undefined ? [] : [reference])]);
  return new Uint8Array(createHash("sha256").update(text, "utf8").digest().subarray(0, 16));
}

export interface KnownScore { score: number; flags: number; /** float32 [k], as ScoreVector.details of one item */ details: Uint8Array | null }
export type CachedScore = KnownScore & { contentHash: Uint8Array<ArrayBuffer> };

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const pageSize = 1000;

/** Scores that this reward model has already given, by hex of the content hash. */
export async function findCachedScores(db: Db, identity: string, hashes: readonly Uint8Array[]): Promise<Map<string, KnownScore>> {
  const found = new Map<string, KnownScore>();
  for (let start = 0; start < hashes.length; start += pageSize) {
    const page = hashes.slice(start, start + pageSize).map(hex);
    const rows = await db.$queryRaw<(KnownScore & { contentHash: string })[]>`
      SELECT encode(s."contentHash", 'hex') AS "contentHash", s."score", s."flags", s."details" FROM "CachedScore" s
      WHERE s."identity" = ${identity} AND s."contentHash" IN (SELECT decode(h, 'hex') FROM unnest(${page}::text[]) h)`;
    for (const { contentHash, ...score } of rows) found.set(contentHash, score);
  }
  return found;
}

/** Keeps scores, one statement for each thousand; a score that is there already stays. */
export async function storeCachedScores(db: Db, identity: string, rows: readonly CachedScore[]): Promise<void> {
  for (let start = 0; start < rows.length; start += pageSize) {
    const page = rows.slice(start, start + pageSize);
    await db.$executeRaw`
      INSERT INTO "CachedScore" ("identity", "contentHash", "score", "flags", "details")
      SELECT ${identity}, decode(h, 'hex'), s, f, decode(d, 'hex')
      FROM unnest(${page.map((r) => hex(r.contentHash))}::text[], ${page.map((r) => r.score)}::float8[], ${page.map((r) => r.flags)}::int[],
        ${page.map((r) => r.details && hex(r.details))}::text[]) AS t(h, s, f, d)
      ON CONFLICT DO NOTHING`;
  }
}

export const cacheKey = hex;
