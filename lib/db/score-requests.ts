import type { Db, Tx } from "@/lib/db/client";

const bytes = (value: unknown) => new Uint8Array(Buffer.from(JSON.stringify(value), "utf8"));
const parse = (data: Uint8Array): unknown => JSON.parse(Buffer.from(data).toString("utf8"));

/** Nobody waits for an answer that long. */
const abandonedAfterMs = 10 * 60_000;

export async function insertScoreRequest(tx: Tx, row: { id: string; rewardModelId: string; request: unknown }): Promise<void> {
  await tx.scoreRequest.create({ data: { ...row, request: bytes(row.request) } });
}

export async function findScoreRequest(db: Db, id: string): Promise<{ rewardModelId: string; request: unknown } | null> {
  const row = await db.scoreRequest.findUnique({ where: { id }, select: { rewardModelId: true, request: true } });
  return row && { rewardModelId: row.rewardModelId, request: parse(row.request) };
}

export async function storeScoreAnswer(db: Db, id: string, answer: unknown): Promise<void> {
  await db.scoreRequest.updateMany({ where: { id }, data: { answer: bytes(answer) } });
}

/** @returns undefined while no worker has answered */
export async function findScoreAnswer(db: Db, id: string): Promise<unknown> {
  const row = await db.scoreRequest.findUnique({ where: { id }, select: { answer: true } });
  return row?.answer ? parse(row.answer) : undefined;
}

/** Removes a request that has been answered or given up, and others that were left behind. */
export async function removeScoreRequest(db: Db, id: string, now: Date): Promise<void> {
  await db.scoreRequest.deleteMany({ where: { OR: [{ id }, { createdAt: { lt: new Date(now.getTime() - abandonedAfterMs) } }] } });
  await db.stageTask.deleteMany({ where: { stage: "score-items", subject: id } });
}
