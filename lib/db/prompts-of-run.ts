import type { Db, Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { promptPositions } from "@/lib/db/prompt-sets";
import { runRef } from "@/lib/db/run-ref";

export interface PromptsOfRun {
  runId: string;
  promptSetId: string;
  promptSetName: string;
  /** Position of each key. */
  positions: ReadonlyMap<string, number>;
  /** Reward models that score the run. */
  nRewardModels: number;
}

/** Of the prompt sets that were asked for last, by id: a set never changes, and every registration asks for one. */
const remembered = new Map<string, ReadonlyMap<string, number>>();
const mostRemembered = 16;

/** The prompts that a run's checkpoints answer. @param ref id or `project/name` */
export async function promptsOfRun(db: Db | Tx, ref: string): Promise<PromptsOfRun | null> {
  const named = runRef(ref);
  const isIt = "id" in named ? Prisma.sql`r."id" = ${named.id}` : Prisma.sql`r."project" = ${named.project} AND r."name" = ${named.name}`;
  const [found] = await db.$queryRaw<Omit<PromptsOfRun, "positions">[]>`
    SELECT r."id" AS "runId", s."id" AS "promptSetId", s."name" AS "promptSetName",
      (SELECT COUNT(*)::int FROM "RunRewardModel" m WHERE m."runId" = r."id") AS "nRewardModels"
    FROM "Run" r JOIN "PromptSet" s ON s."id" = r."promptSetId" WHERE ${isIt}`;
  return found ? { ...found, positions: await positionsOf(db, found.promptSetId) } : null;
}

async function positionsOf(db: Db | Tx, promptSetId: string): Promise<ReadonlyMap<string, number>> {
  const positions = remembered.get(promptSetId) ?? (await promptPositions(db, promptSetId));
  // To the end: the first is the one that was not asked for longest.
  remembered.delete(promptSetId);
  remembered.set(promptSetId, positions);
  if (remembered.size > mostRemembered) remembered.delete(remembered.keys().next().value!);
  return positions;
}
