import type { Db } from "@/lib/db/client";

/** Worker processes that reported within the last 30 seconds, and their scoring threads. */
export async function liveWorkers(db: Db, now: Date): Promise<{ nWorkers: number; nThreads: number }> {
  const { _count, _sum } = await db.workerHeartbeat.aggregate({
    where: { seenAt: { gt: new Date(now.getTime() - 30_000) } },
    _count: true,
    _sum: { threads: true },
  });
  return { nWorkers: _count, nThreads: _sum.threads ?? 0 };
}
