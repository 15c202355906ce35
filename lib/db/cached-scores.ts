import { createHash } from "node:crypto";
import type { Message } from "@/lib/contracts";
import type { Db } from "@/lib/db/client";

/** 16 bytes that identify what a score depends on besides the reward model: the prompt's messages and the completion. */
export function contentHashOf(item: { messages: readonly Message[]; completion: string }): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify([item.messages.map(({ role, content }) => [role, content]), item.completion]);
  return new Uint8Array(createHash("sha256").update(text, "utf8").digest().subarray(0, 16));
}

export interface CachedScore { contentHash: Uint8Array<ArrayBuffer>; score: number; flags: number }

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const pageSize = 1000;

/** Scores that this reward model has already given, by hex of the content hash. */
export async function findCachedScores(db: Db, identity: string, hashes: readonly Uint8Array[]): Promise<Map<string, { score: number; flags: number }>> {
  const found = new Map<string, { score: number; flags: number }>();
  for (let start = 0; start < hashes.length; start += pageSize) {
    const page = hashes.slice(start, start + pageSize).map(hex);
    const rows = await db.$queryRaw<{ contentHash: string; score: number; flags: number }[]>`
      SELECT encode(s."contentHash", 'hex') AS "contentHash", s."score", s."flags" FROM "CachedScore" s
      WHERE s."identity" = ${identity} AND s."contentHash" IN (SELECT decode(h, 'hex') FROM unnest(${page}::text[]) h)`;
    for (const row of rows) found.set(row.contentHash, { score: row.score, flags: row.flags });
  }
  return found;
}

/** Keeps scores, one statement for each thousand; a score that is there already stays. */
export async function storeCachedScores(db: Db, identity: string, rows: readonly CachedScore[]): Promise<void> {
  for (let start = 0; start < rows.length; start += pageSize) {
    const page = rows.slice(start, start + pageSize);
    await db.$executeRaw`
      INSERT INTO "CachedScore" ("identity", "contentHash", "score", "flags")
      SELECT ${identity}, decode(h, 'hex'), s, f
      FROM unnest(${page.map((r) => hex(r.contentHash))}::text[], ${page.map((r) => r.score)}::float8[], ${page.map((r) => r.flags)}::int[]) AS t(h, s, f)
      ON CONFLICT DO NOTHING`;
  }
}

export const cacheKey = hex;
