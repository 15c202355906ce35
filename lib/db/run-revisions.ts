import type { Db } from "@/lib/db/client";

/** Revision of a run, or null if there is no such run. */
export async function runRevision(db: Db, runId: string): Promise<number | null> {
  const row = await db.run.findUnique({ where: { id: runId }, select: { revision: true } });
  return row?.revision ?? null;
}

/** Revisions of the 1,000 runs that were active last, by id. */
export async function recentRunRevisions(db: Db): Promise<Map<string, number>> {
  const rows = await db.run.findMany({ select: { id: true, revision: true }, orderBy: { lastActivityAt: "desc" }, take: 1000 });
  return new Map(rows.map((row) => [row.id, row.revision]));
}
