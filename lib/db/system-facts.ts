import type { Db } from "@/lib/db/client";

export interface SystemFacts {
  database: { version: string; bytes: number; connections: number };
  tasks: { stage: string; status: string; n: number; oldest: Date | null }[];
  workers: { id: string; host: string; threads: number; eventLoopP99Ms: number; seenAt: Date }[];
  runs: number; checkpoints: number;
  /** PostgreSQL's estimate: counting a large cache takes long. */
  cachedScores: number;
}

/** What the database knows of the installation. Finished tasks are left out. */
export async function systemFacts(db: Db): Promise<SystemFacts> {
  const [[database], [cache], tasks, workers, runs, checkpoints] = await Promise.all([
    db.$queryRaw<{ version: string; bytes: bigint; connections: bigint }[]>`
      select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
             (select count(*) from pg_stat_activity where datname = current_database()) as connections`,
    db.$queryRaw<{ n: number }[]>`select greatest(reltuples, 0)::float8 as n from pg_class where oid = '"CachedScore"'::regclass`,
    db.stageTask.groupBy({ by: ["stage", "status"], where: { status: { not: "done" } }, _count: true, _min: { updatedAt: true } }),
    db.workerHeartbeat.findMany({ orderBy: [{ host: "asc" }, { id: "asc" }], take: 500 }),
    db.run.count(),
    db.checkpoint.count(),
  ]);
  return {
    database: { version: database!.version, bytes: Number(database!.bytes), connections: Number(database!.connections) },
    tasks: tasks.map(({ stage, status, _count, _min }) => ({ stage, status, n: _count, oldest: _min.updatedAt })),
    workers, runs, checkpoints, cachedScores: cache!.n,
  };
}
