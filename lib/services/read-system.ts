import type { Context } from "@/lib/context";
import type { System } from "@/lib/contracts";
import { aliveMs } from "@/lib/db/live-workers";
import { systemFacts } from "@/lib/db/system-facts";

/** The installation as an administrator sees it; no secret is part of it. */
export async function readSystem(ctx: Context, { version }: { version: string }): Promise<System> {
  const { database, tasks, workers, runs, checkpoints, cachedScores } = await systemFacts(ctx.db);
  const now = ctx.now().getTime();
  return {
    version, node: process.version, database,
    queue: {
      kind: ctx.queueKind,
      tasks: tasks.map(({ oldest, ...task }) => ({ ...task, oldestSeconds: oldest === null ? null : Math.max(0, (now - oldest.getTime()) / 1000) })),
    },
    workers: workers.map((worker) => ({ ...worker, seenAt: worker.seenAt.toISOString(), alive: now - worker.seenAt.getTime() < aliveMs })),
    stores: { dataDir: ctx.env.dataDir, modelDirs: ctx.env.modelDirs, runs, checkpoints, cachedScores },
    limits: { maxBodyBytes: ctx.env.maxBodyBytes },
    mail: ctx.env.alerts.mail !== null, privateChannels: ctx.env.alerts.allowPrivate,
  };
}
