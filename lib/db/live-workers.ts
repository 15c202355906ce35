import type { Db } from "@/lib/db/client";

/** A worker process that has been silent for longer counts as gone. */
export const aliveMs = 30_000;

/** Worker processes that reported within the last 30 seconds, their scoring threads, and the worst of their event-loop delays. */
export async function liveWorkers(db: Db, now: Date): Promise<{ nWorkers: number; nThreads: number; eventLoopP99Ms: number | null }> {
  const { _count, _sum, _max } = await db.workerHeartbeat.aggregate({
    where: { seenAt: { gt: new Date(now.getTime() - aliveMs) } },
    _count: true,
    _sum: { threads: true },
    _max: { eventLoopP99Ms: true },
  });
  return { nWorkers: _count, nThreads: _sum.threads ?? 0, eventLoopP99Ms: _max.eventLoopP99Ms };
}
