import type { Db, Tx } from "@/lib/db/client";
import type { Message } from "@/lib/contracts";
import type { PromptSet } from "@/lib/db/generated/client";

export interface StoredPrompt {
  position: number;
  key: string;
  messages: Message[];
  /** The client gave one text (`prompt`) rather than `messages`. */
  plain: boolean;
  tags: string[];
  group: string | null;
  textHash: string;
}

export async function findPromptSet(db: Db | Tx, ref: string): Promise<PromptSet | null> {
  return (await db.promptSet.findUnique({ where: { id: ref } })) ?? db.promptSet.findUnique({ where: { name: ref } });
}

/** Page of prompt sets, newest first, beginning after `cursor`. */
export async function pageOfPromptSets(db: Db, page: { limit: number; cursor?: string | undefined; name?: string | undefined }): Promise<PromptSet[]> {
  return db.promptSet.findMany({
    where: { ...(page.name === undefined ? {} : { name: page.name }), ...(page.cursor === undefined ? {} : { id: { lt: page.cursor } }) },
    orderBy: { id: "desc" },
    take: page.limit + 1,
  });
}

export async function insertPromptSet(
  tx: Tx,
  set: { id: string; name: string; hash: string; nClusters: number; prompts: readonly StoredPrompt[] },
): Promise<PromptSet> {
  const created = await tx.promptSet.create({ data: { id: set.id, name: set.name, hash: set.hash, nClusters: set.nClusters, nPrompts: set.prompts.length } });
  const rows = set.prompts.map(({ messages, ...prompt }) => ({
    ...prompt, promptSetId: set.id, messages: new Uint8Array(Buffer.from(JSON.stringify(messages), "utf8")),
  }));
  for (let start = 0; start < rows.length; start += 1000) await tx.prompt.createMany({ data: rows.slice(start, start + 1000) });
  return created;
}

/** All prompts in their frozen order. */
export async function promptsInOrder(db: Db | Tx, promptSetId: string): Promise<StoredPrompt[]> {
  const rows = await db.prompt.findMany({ where: { promptSetId }, orderBy: { position: "asc" }, omit: { promptSetId: true } });
  return rows.map(plain);
}

/** One prompt; null where the set has no such key. */
export async function promptWithKey(db: Db, promptSetId: string, key: string): Promise<StoredPrompt | null> {
  const row = await db.prompt.findUnique({ where: { promptSetId_key: { promptSetId, key } }, omit: { promptSetId: true } });
  return row && plain(row);
}

const plain = <T extends { messages: Uint8Array }>({ messages, ...row }: T) => ({ ...row, messages: JSON.parse(Buffer.from(messages).toString("utf8")) as Message[] });

/** Position of each key. */
export async function promptPositions(db: Db | Tx, promptSetId: string): Promise<Map<string, number>> {
  const rows = await db.prompt.findMany({ where: { promptSetId }, select: { key: true, position: true } });
  return new Map(rows.map((row) => [row.key, row.position]));
}

/** What the independence of prompts is judged by: user groups and exact duplicates. */
export async function promptClusterKeys(db: Db, promptSetId: string): Promise<{ group: string | null; textHash: string }[]> {
  return db.prompt.findMany({ where: { promptSetId }, orderBy: { position: "asc" }, select: { group: true, textHash: true } });
}

/** Tags of each prompt in the frozen order. */
export async function promptTags(db: Db, promptSetId: string): Promise<string[][]> {
  const rows = await db.prompt.findMany({ where: { promptSetId }, orderBy: { position: "asc" }, select: { tags: true } });
  return rows.map(({ tags }) => tags);
}
