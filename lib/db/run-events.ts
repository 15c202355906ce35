import type { Db, Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";

export const eventsChannel = "tidemark_events";
export type RunEventKind = "progress" | "curve" | "alert";

/**
 * Notes a visible change of runs: raises their revision and tells every listener on commit.
 * @param activity also moves the run up in lists sorted by last activity
 */
export async function noteRunChange(db: Db | Tx, runIds: readonly string[], kind: RunEventKind, activity = false): Promise<void> {
  for (const runId of [...new Set(runIds)].sort()) {
    const noted = notingChange(Prisma.sql`"id" = ${runId}`, kind, activity);
    await db.$executeRaw`WITH changed AS (${noted.raise}) SELECT ${noted.tell} FROM changed`;
  }
}

/** The two halves of noting a change, for a statement that does more: what gives the rows `changed`, and what is selected from them. */
export const notingChange = (which: Prisma.Sql, kind: RunEventKind, activity: boolean) => ({
  raise: Prisma.sql`
    UPDATE "Run" SET "revision" = "revision" + 1,
      "lastActivityAt" = CASE WHEN ${activity} THEN CURRENT_TIMESTAMP ELSE "lastActivityAt" END
    WHERE ${which} RETURNING "id", "revision"`,
  tell: Prisma.sql`pg_notify(${eventsChannel}, json_build_object('runId', changed."id", 'revision', changed."revision", 'kind', ${kind}::text)::text)::text`,
});
