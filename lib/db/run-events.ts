import type { Db, Tx } from "@/lib/db/client";

export const eventsChannel = "tidemark_events";
export type RunEventKind = "progress" | "curve" | "alert";

/**
 * Notes a visible change of runs: raises their revision and tells every listener on commit.
 * @param activity also moves the run up in lists sorted by last activity
 */
export async function noteRunChange(db: Db | Tx, runIds: readonly string[], kind: RunEventKind, activity = false): Promise<void> {
  for (const runId of [...new Set(runIds)].sort()) {
    await db.$executeRaw`
      WITH changed AS (
        UPDATE "Run" SET "revision" = "revision" + 1,
          "lastActivityAt" = CASE WHEN ${activity} THEN CURRENT_TIMESTAMP ELSE "lastActivityAt" END
        WHERE "id" = ${runId} RETURNING "id", "revision")
      SELECT pg_notify(${eventsChannel}, json_build_object('runId', "id", 'revision', "revision", 'kind', ${kind}::text)::text) FROM changed`;
  }
}
