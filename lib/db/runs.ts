import type { Db, Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import type { Plan, Role } from "@/lib/contracts";
import { doneAndTotal } from "@/lib/db/done-and-total";
import { runRef } from "@/lib/db/run-ref";

export const runParts = {
  promptSet: { select: { id: true, name: true, nPrompts: true, nClusters: true, hash: true } },
  referenceSets: {
    orderBy: { position: "asc" },
    select: { referenceSet: { select: { id: true, name: true, completionSetId: true, completionSet: { select: { hash: true } } } } },
  },
  rewardModels: { orderBy: { position: "asc" }, select: { role: true, rewardModel: true } },
  branches: { orderBy: { createdAt: "asc" }, select: { name: true, parentBranch: true, parentStep: true } },
} as const satisfies Prisma.RunInclude;

export type StoredRun = Prisma.RunGetPayload<{ include: typeof runParts }>;

/** A run by its id or `project/name`. */
export async function findRun(db: Db | Tx, ref: string): Promise<StoredRun | null> {
  const named = runRef(ref);
  return db.run.findUnique({ where: "id" in named ? named : { project_name: named }, include: runParts });
}

/** `sft`, `chat` or `chat/sft`: a part of the project or of the name, or the end of the one and the beginning of the other. */
function partOfName(typed: string): Prisma.RunWhereInput[] {
  const part = typed.replace(/[\\%_]/g, "\\$&"); // a name's underscore is no wildcard
  const holds = (text: string) => ({ contains: text, mode: "insensitive" as const });
  const slash = part.indexOf("/");
  if (slash < 0) return [{ project: holds(part) }, { name: holds(part) }];
  return [{ project: { endsWith: part.slice(0, slash).trim(), mode: "insensitive" }, name: { startsWith: part.slice(slash + 1).trim(), mode: "insensitive" } }];
}

/** Which runs are meant; what is left out does not narrow. */
export interface RunFilter {
  project?: string | undefined;
  name?: string | undefined;
  /** Id or name. */
  promptSet?: string | undefined;
  /** As typed into the search. */
  part?: string | undefined;
  /** Ids or project/name. */
  refs?: readonly string[] | undefined;
}

const filtered = ({ project, name, promptSet, part, refs }: RunFilter): Prisma.RunWhereInput => ({
  ...(project === undefined ? {} : { project }),
  ...(name === undefined ? {} : { name }),
  AND: [
    ...(promptSet === undefined ? [] : [{ promptSet: { is: { OR: [{ id: promptSet }, { name: promptSet }] } } }]),
    ...(part === undefined ? [] : [{ OR: partOfName(part) }]),
    ...(refs === undefined ? [] : [{ OR: refs.map(runRef) }]),
  ],
});

export type RunPlace = { by: "activity"; lastActivityAt: Date; id: string } | { by: "name"; project: string; name: string };

function beyond(after: RunPlace, order: "asc" | "desc"): Prisma.RunWhereInput {
  const past = order === "asc" ? "gt" : "lt";
  return after.by === "activity"
    ? { OR: [{ lastActivityAt: { [past]: after.lastActivityAt } }, { lastActivityAt: after.lastActivityAt, id: { [past]: after.id } }] }
    : { OR: [{ project: { [past]: after.project } }, { project: after.project, name: { [past]: after.name } }] };
}

/** Runs by last activity or by project and name, beginning after a place; one more than `limit`. */
export async function pageOfRuns(
  db: Db,
  page: RunFilter & { limit: number; by: RunPlace["by"]; order: "asc" | "desc"; after?: RunPlace | undefined },
): Promise<StoredRun[]> {
  const { after, by, order, limit } = page;
  return db.run.findMany({
    where: { AND: [filtered(page), after ? beyond(after, order) : {}] },
    orderBy: by === "activity" ? [{ lastActivityAt: order }, { id: order }] : [{ project: order }, { name: order }],
    take: limit + 1,
    include: runParts,
  });
}

/** Ids of all runs that are meant. */
export async function idsOfRuns(db: Db, filter: RunFilter): Promise<string[]> {
  return (await db.run.findMany({ where: filtered(filter), select: { id: true } })).map(({ id }) => id);
}

/** These runs, in this order; those that are gone are left out. */
export async function runsById(db: Db, ids: readonly string[]): Promise<StoredRun[]> {
  const rows = await db.run.findMany({ where: { id: { in: [...ids] } }, include: runParts });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** What runs can be narrowed to: their projects, and the prompt sets that a run has. */
export async function namesOfRuns(db: Db): Promise<{ projects: string[]; promptSets: string[] }> {
  const [projects, promptSets] = await Promise.all([
    db.run.groupBy({ by: ["project"], orderBy: { project: "asc" } }),
    db.promptSet.findMany({ where: { runs: { some: {} } }, select: { name: true }, orderBy: { name: "asc" } }),
  ]);
  return { projects: projects.map(({ project }) => project), promptSets: promptSets.map(({ name }) => name) };
}

export interface NewRun {
  id: string; project: string; name: string; promptSetId: string;
  primaryReferenceSetId: string | null; primaryRewardModelId: string | null;
  expectedLooks: number; alpha: number; delta: number;
  parentRunId: string | null; parentStep: bigint | null;
  definition: Prisma.InputJsonValue;
  referenceSetIds: readonly string[];
  rewardModels: readonly { id: string; role: Role }[];
}

export async function insertRun(tx: Tx, run: NewRun): Promise<void> {
  const { referenceSetIds, rewardModels, ...columns } = run;
  await tx.run.create({
    data: {
      ...columns,
      referenceSets: { create: referenceSetIds.map((referenceSetId, position) => ({ referenceSetId, position })) },
      rewardModels: { create: rewardModels.map(({ id, role }, position) => ({ rewardModelId: id, role, position })) },
      branches: { create: { name: "main" } },
    },
  });
}

/** Reference sets that were added to a run after its creation, as its definition notes them. */
export function addedReferenceSets({ definition }: Pick<StoredRun, "definition">): string[] {
  const { addedReferenceSets: added } = definition as { addedReferenceSets?: string[] };
  return added ?? [];
}

/** Adds a reference set as the run's last; call it with the run locked. A run without a primary gets one. */
export async function addReferenceSetToRun(tx: Tx, run: StoredRun, referenceSetId: string): Promise<void> {
  const { _max } = await tx.runReferenceSet.aggregate({ where: { runId: run.id }, _max: { position: true } });
  await tx.runReferenceSet.create({ data: { runId: run.id, referenceSetId, position: (_max.position ?? -1) + 1 } });
  const definition = { ...(run.definition as Prisma.JsonObject), addedReferenceSets: [...addedReferenceSets(run), referenceSetId] };
  await tx.run.update({
    where: { id: run.id },
    data: {
      definition,
      primaryReferenceSetId: run.primaryReferenceSetId ?? referenceSetId,
      primaryRewardModelId: run.primaryRewardModelId ?? run.rewardModels[0]?.rewardModel.id ?? null,
    },
  });
}

/**
 * Holds the run until the transaction ends: look numbers of one run are made one after another. What only refers to the
 * run may still be written beside it, or two that wrote such rows and now want the run would wait for each other.
 */
export async function lockRun(tx: Tx, runId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Run" WHERE "id" = ${runId} FOR NO KEY UPDATE`;
}

export async function planOfRun(db: Db | Tx, id: string): Promise<Plan> {
  return db.run.findUniqueOrThrow({ where: { id }, select: { expectedLooks: true, alpha: true, delta: true } });
}

export async function setPlan(tx: Tx, id: string, plan: Partial<Plan>): Promise<void> {
  await tx.run.update({ where: { id }, data: plan });
}

export interface RunCounts {
  runId: string;
  nCheckpoints: number; nScored: number; nFailed: number;
  lastStep: bigint | null;
  /** Completions scored and to be scored, over checkpoints and reward models. */
  done: number; total: number;
}

export async function countsOfRuns(db: Db, runIds: readonly string[]): Promise<Map<string, RunCounts>> {
  if (runIds.length === 0) return new Map();
  const rows = await db.$queryRaw<RunCounts[]>`
    SELECT c."runId",
      COUNT(DISTINCT c."id")::int AS "nCheckpoints",
      (COUNT(DISTINCT c."id") FILTER (WHERE c."status" = 'scored'))::int AS "nScored",
      (COUNT(DISTINCT c."id") FILTER (WHERE c."status" = 'failed'))::int AS "nFailed",
      MAX(c."step") AS "lastStep",
      ${doneAndTotal}
    WHERE c."runId" IN (${Prisma.join([...runIds])})
    GROUP BY c."runId"`;
  return new Map(rows.map((row) => [row.runId, row]));
}

export async function branchNames(db: Db | Tx, runId: string) {
  return db.branch.findMany({ where: { runId }, orderBy: { createdAt: "asc" } });
}

/** Leaves a branch of this name as it is. */
export async function insertBranch(tx: Tx, branch: { runId: string; name: string; parentBranch: string | null; parentStep: bigint | null }) {
  await tx.branch.createMany({ data: [branch], skipDuplicates: true });
}
