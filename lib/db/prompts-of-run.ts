import type { Db, Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { runRef } from "@/lib/db/run-ref";

export interface PromptsOfRun {
  runId: string;
  promptSetId: string;
  promptSetName: string;
  /** Position of each key. */
  positions: Map<string, number>;
}

/** The prompts that a run's checkpoints answer, in one statement: every registration asks. @param ref id or `project/name` */
export async function promptsOfRun(db: Db | Tx, ref: string): Promise<PromptsOfRun | null> {
  const named = runRef(ref);
  const isIt = "id" in named ? Prisma.sql`r."id" = ${named.id}` : Prisma.sql`r."project" = ${named.project} AND r."name" = ${named.name}`;
  const [found] = await db.$queryRaw<(Omit<PromptsOfRun, "positions"> & { keys: string[] | null })[]>`
    SELECT r."id" AS "runId", s."id" AS "promptSetId", s."name" AS "promptSetName",
      (SELECT ARRAY_AGG(p."key" ORDER BY p."position") FROM "Prompt" p WHERE p."promptSetId" = s."id") AS "keys"
    FROM "Run" r JOIN "PromptSet" s ON s."id" = r."promptSetId" WHERE ${isIt}`;
  if (!found) return null;
  const { keys, ...rest } = found;
  // Positions count the prompts of a set from 0.
  return { ...rest, positions: new Map((keys ?? []).map((key, position) => [key, position])) };
}
