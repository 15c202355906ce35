import { runPrepared, type Db, type Tx } from "@/lib/db/client";
import { Prisma, type Checkpoint } from "@/lib/db/generated/client";
import { chunksAtOnce, insertSet, type NewCompletionSet } from "@/lib/db/completion-sets";
import { doneAndTotal } from "@/lib/db/done-and-total";
import { notingChange } from "@/lib/db/run-events";
import { runParts } from "@/lib/db/runs";
import { requestStages, type StageRequest } from "@/lib/db/stage-tasks";
import { isUniqueViolation } from "@/lib/db/unique-violation";

export type StoredCheckpoint = Checkpoint;
export type CheckpointState = "received" | "scoring" | "scored" | "failed";

/** @param at.hash finds it only where it says what has this hash */
export async function findCheckpoint(db: Db | Tx, at: { runId: string; step: number; branch: string; hash?: string }): Promise<StoredCheckpoint | null> {
  const { runId, step, branch, hash } = at;
  return db.checkpoint.findUnique({ where: { runId_step_branch: { runId, step: BigInt(step), branch }, ...(hash === undefined ? {} : { completionSet: { hash } }) } });
}

/** The greatest step below `step` on a branch. */
export async function lastStepBelow(db: Db | Tx, at: { runId: string; branch: string; step: number }): Promise<bigint | null> {
  const { _max } = await db.checkpoint.aggregate({
    where: { runId: at.runId, branch: at.branch, step: { lt: BigInt(at.step) } }, _max: { step: true },
  });
  return _max.step;
}

interface Notes { path?: string | undefined; metadata?: unknown }
export interface NewCheckpoint extends Notes { id: string; runId: string; branch: string; step: number; completionSetId: string }

/** @returns null where the step has a checkpoint on the branch, or the branch does not exist yet */
export async function insertCheckpoint(tx: Tx, row: NewCheckpoint): Promise<StoredCheckpoint | null> {
  const rows = await tx.$queryRaw<StoredCheckpoint[]>`
    ${insertPlace(row, Prisma.sql`"Branch" WHERE ${isBranch(row)}`)} ON CONFLICT ("runId", "step", "branch") DO NOTHING RETURNING *`;
  return rows[0] ?? null;
}

const isBranch = ({ runId, branch }: NewCheckpoint) => Prisma.sql`"runId" = ${runId} AND "name" = ${branch}`;

/** @param once what has one row if the checkpoint is to be inserted */
function insertPlace(row: NewCheckpoint, once: Prisma.Sql): Prisma.Sql {
  const { path = null, metadata = null } = notesOf(row);
  return Prisma.sql`
    INSERT INTO "Checkpoint" ("id", "runId", "branch", "step", "completionSetId", "path", "metadata")
    SELECT ${row.id}, ${row.runId}, ${row.branch}, ${BigInt(row.step)}::bigint, ${row.completionSetId}, ${path}::bytea, ${metadata}::bytea FROM ${once}`;
}

/**
 * Keeps a checkpoint with new texts, asks for them to be read and notes the change of the run, all in one statement: the caller waits
 * for the database once, and registrations of a run for each other's commit alone.
 * @returns null where nothing was kept: the texts are known or many, the step has a checkpoint on the branch, or the branch is new
 */
export async function insertCheckpointWithTexts(db: Db, { set, checkpoint, task }: { set: NewCompletionSet; checkpoint: NewCheckpoint; task: StageRequest }): Promise<StoredCheckpoint | null> {
  const [first, ...rest] = chunksAtOnce(set);
  if (!first || rest.length > 0) return null;
  const { runId, branch, step } = checkpoint;
  const isFree = Prisma.sql`
    EXISTS (SELECT 1 FROM "Branch" WHERE ${isBranch(checkpoint)})
    AND NOT EXISTS (SELECT 1 FROM "Checkpoint" WHERE "runId" = ${runId} AND "step" = ${BigInt(step)} AND "branch" = ${branch})`;
  const noted = notingChange(Prisma.sql`"id" IN (SELECT "runId" FROM place)`, "progress", true);
  try {
    const [row] = await runPrepared<Omit<StoredCheckpoint, "step">>(db, `register-${first.length}-chunks`, Prisma.sql`
      WITH ${insertSet(set, first, isFree)},
      place AS (${insertPlace(checkpoint, Prisma.sql`kept`)} RETURNING *),
      task AS (${requestStages(Prisma.sql`place`, task)}),
      changed AS (${noted.raise})
      SELECT place.*, ${noted.tell} FROM place, changed`);
    return row ? { ...row, step: BigInt(step) } : null;
  } catch (error) {
    // Another registration took the place at the same moment; everything of this one is undone.
    if (isUniqueViolation(error)) return null;
    throw error;
  }
}

/** `path` and `metadata` may change when the same content is registered again; what is left out stays. */
export function changesNotes(existing: StoredCheckpoint, notes: Notes): boolean {
  const data = notesOf(notes);
  return (["path", "metadata"] as const).some((name) => data[name] && Buffer.compare(data[name], existing[name] ?? new Uint8Array()) !== 0);
}

export async function updateCheckpointNotes(tx: Tx, id: string, notes: Notes): Promise<StoredCheckpoint> {
  return tx.checkpoint.update({ where: { id }, data: notesOf(notes) });
}

const utf8 = (text: string) => new Uint8Array(Buffer.from(text, "utf8"));

function notesOf(notes: Notes): { path?: Uint8Array<ArrayBuffer>; metadata?: Uint8Array<ArrayBuffer> } {
  return {
    ...(notes.path === undefined ? {} : { path: utf8(notes.path) }),
    ...(notes.metadata === undefined ? {} : { metadata: utf8(JSON.stringify(notes.metadata)) }),
  };
}

/** A branch as the steps that show on it: its own, and its ancestors' up to where each forked. */
export type Lineage = readonly { branch: string; upTo: bigint | null }[];

export const onLineage = (lineage: Lineage): Prisma.CheckpointWhereInput => ({
  OR: lineage.map(({ branch, upTo }) => ({ branch, ...(upTo === null ? {} : { step: { lte: upTo } }) })),
});

/** Checkpoints in step order (then branch), beginning after a place. */
export async function checkpointsInOrder(
  db: Db | Tx,
  query: { runId: string; branch?: string; lineage?: Lineage; after?: { step: bigint; branch: string }; limit?: number },
): Promise<StoredCheckpoint[]> {
  const { after } = query;
  return db.checkpoint.findMany({
    where: {
      runId: query.runId,
      ...(query.branch === undefined ? {} : { branch: query.branch }),
      AND: [
        query.lineage ? onLineage(query.lineage) : {},
        after ? { OR: [{ step: { gt: after.step } }, { step: after.step, branch: { gt: after.branch } }] } : {},
      ],
    },
    orderBy: [{ step: "asc" }, { branch: "asc" }],
    ...(query.limit === undefined ? {} : { take: query.limit + 1 }),
  });
}

/** Whether any checkpoint of the run is still being scored. */
export async function hasUnfinished(db: Db | Tx, runId: string): Promise<boolean> {
  return (await db.checkpoint.findFirst({ where: { runId, status: { in: ["received", "scoring"] } }, select: { id: true } })) !== null;
}

export interface CheckpointStateRow {
  id: string; step: number; branch: string; status: string;
  /** Order of arrival on the curve; null without a final point. */
  look: number | null;
  /** Its look is complete: what it says can be decided on. */
  decidable: boolean;
}

/** Checkpoints of a lineage in step order, with where each stands on one curve. */
export async function checkpointStates(
  db: Db,
  query: { runId: string; lineage: Lineage; rewardModelId: string | undefined; referenceSetId: string | undefined },
): Promise<CheckpointStateRow[]> {
  const rows = await db.checkpoint.findMany({
    where: { runId: query.runId, AND: [onLineage(query.lineage)] },
    orderBy: { step: "asc" },
    select: {
      id: true, step: true, branch: true, status: true,
      summaries: { where: { rewardModelId: query.rewardModelId ?? "", referenceSetId: query.referenceSetId ?? "" }, select: { look: true, incomplete: true, provisional: true } },
    },
  });
  return rows.map(({ summaries: [point], step, ...row }) => ({
    ...row, step: Number(step), look: point?.look ?? null, decidable: point?.look != null && !point.incomplete && !point.provisional,
  }));
}

/** The branch that a checkpoint was registered on; null when it is gone. */
export async function branchOfCheckpoint(db: Db | Tx, id: string): Promise<string | null> {
  return (await db.checkpoint.findUnique({ where: { id }, select: { branch: true } }))?.branch ?? null;
}

export interface CheckpointCounts { id: string; done: number; total: number; nCompletions: number; nWithPrompt: number }

/** Completions scored and to be scored of each checkpoint, over the run's reward models. */
export async function countsOfCheckpoints(db: Db | Tx, ids: readonly string[]): Promise<Map<string, CheckpointCounts>> {
  if (ids.length === 0) return new Map();
  const rows = await db.$queryRaw<CheckpointCounts[]>`
    SELECT c."id", s."nCompletions", s."nWithPrompt",
      ${doneAndTotal}
    WHERE c."id" IN (${Prisma.join([...ids])})
    GROUP BY c."id", s."nCompletions", s."nWithPrompt"`;
  return new Map(rows.map((row) => [row.id, row]));
}

export async function setCheckpointState(
  db: Db | Tx,
  id: string,
  state: { status: CheckpointState; error?: { code: string; message: string } | null; scoredAt?: Date },
): Promise<void> {
  const error = state.error === undefined ? {} : { error: state.error ?? Prisma.DbNull };
  await db.checkpoint.update({ where: { id }, data: { status: state.status, ...error, ...(state.scoredAt && { scoredAt: state.scoredAt }) } });
}

/** Checkpoints (with their runs) whose point depends on this completion set: as their own completions or as a reference of their run. */
export async function checkpointsTouchedBy(db: Db | Tx, completionSetId: string, rewardModelId: string): Promise<{ id: string; runId: string }[]> {
  return db.$queryRaw<{ id: string; runId: string }[]>`
    SELECT DISTINCT c."id", c."runId" FROM "Checkpoint" c
    JOIN "RunRewardModel" m ON m."runId" = c."runId" AND m."rewardModelId" = ${rewardModelId}
    WHERE c."completionSetId" = ${completionSetId}
       OR c."runId" IN (SELECT r."runId" FROM "RunReferenceSet" r JOIN "ReferenceSet" f ON f."id" = r."referenceSetId"
                        WHERE f."completionSetId" = ${completionSetId})
    ORDER BY c."id"`;
}

export interface ScoringNeed { completionSetId: string; rewardModelId: string; against: string; isReference: boolean }

/**
 * Every (completion set, reward model) that some run needs scored, restricted to one set, one model or one run. Pairwise
 * models compare each checkpoint's completions with each reference set; the others score every set by itself.
 * References first, then checkpoints in the order of their registration: looks arrive in the order in which they are scored.
 */
export async function scoringNeeds(db: Db | Tx, only: { completionSetId: string } | { rewardModelId: string } | { runId: string }): Promise<ScoringNeed[]> {
  const set = "completionSetId" in only ? only.completionSetId : null;
  const model = "rewardModelId" in only ? only.rewardModelId : null;
  const run = "runId" in only ? only.runId : null;
  return db.$queryRaw<ScoringNeed[]>`
    WITH models AS (
      SELECT m."runId", m."rewardModelId", w."spec"->>'kind' = 'pairwise' AS pairwise FROM "RunRewardModel" m JOIN "RewardModel" w ON w."id" = m."rewardModelId"),
    refs AS (SELECT r."runId", f."completionSetId" FROM "RunReferenceSet" r JOIN "ReferenceSet" f ON f."id" = r."referenceSetId")
    SELECT n."completionSetId", n."rewardModelId", n."against", BOOL_OR(n."isReference") AS "isReference" FROM (
      SELECT c."completionSetId", m."rewardModelId", '' AS "against", m."runId", FALSE AS "isReference", c."createdAt", c."id"
        FROM "Checkpoint" c JOIN models m ON m."runId" = c."runId" AND NOT m.pairwise
      UNION ALL
      SELECT f."completionSetId", m."rewardModelId", '', m."runId", TRUE, NULL, NULL FROM refs f JOIN models m ON m."runId" = f."runId" AND NOT m.pairwise
      UNION ALL
      SELECT c."completionSetId", m."rewardModelId", f."completionSetId", m."runId", FALSE, c."createdAt", c."id"
        FROM "Checkpoint" c JOIN models m ON m."runId" = c."runId" AND m.pairwise JOIN refs f ON f."runId" = c."runId") n
    WHERE (${set}::text IS NULL OR n."completionSetId" = ${set})
      AND (${model}::text IS NULL OR n."rewardModelId" = ${model})
      AND (${run}::text IS NULL OR n."runId" = ${run})
    GROUP BY n."completionSetId", n."rewardModelId", n."against"
    ORDER BY "isReference" DESC, MIN(n."createdAt"), MIN(n."id"), n."rewardModelId", n."against"`;
}

/** A checkpoint with what its points are made of. */
export async function findCheckpointWithRun(db: Db, id: string) {
  return db.checkpoint.findUnique({ where: { id }, include: { run: { include: runParts } } });
}
export type CheckpointWithRun = NonNullable<Awaited<ReturnType<typeof findCheckpointWithRun>>>;
