import type { Db } from "@/lib/db/client";

export interface StatusCounts {
  checkpoints: { status: string; n: number }[];
  stageTasks: { stage: string; status: string; n: number }[];
}

/** Rows by status, for the metrics page. */
export async function statusCounts(db: Db): Promise<StatusCounts> {
  const [checkpoints, stageTasks] = await Promise.all([
    db.checkpoint.groupBy({ by: ["status"], _count: true }),
    db.stageTask.groupBy({ by: ["stage", "status"], _count: true }),
  ]);
  return {
    checkpoints: checkpoints.map((row) => ({ status: row.status, n: row._count })),
    stageTasks: stageTasks.map((row) => ({ stage: row.stage, status: row.status, n: row._count })),
  };
}
