import type { Db } from "@/lib/db/client";

/** Rows of workers that have been silent for this long are dropped. */
const forgottenAfterMs = 600_000;

/** Says that this worker process is alive, and forgets those that have long been gone. */
export async function noteWorker(db: Db, worker: { id: string; host: string; threads: number; eventLoopP99Ms: number }): Promise<void> {
  const seenAt = new Date();
  await db.workerHeartbeat.upsert({ where: { id: worker.id }, create: { ...worker, seenAt }, update: { seenAt, threads: worker.threads, eventLoopP99Ms: worker.eventLoopP99Ms } });
  await db.workerHeartbeat.deleteMany({ where: { seenAt: { lt: new Date(seenAt.getTime() - forgottenAfterMs) } } });
}

export async function forgetWorker(db: Db, id: string): Promise<void> {
  await db.workerHeartbeat.deleteMany({ where: { id } });
}
