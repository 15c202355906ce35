import type { Db, Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import type { Plan, Role } from "@/lib/contracts";
import { doneAndTotal } from "@/lib/db/done-and-total";

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
  const slash = ref.indexOf("/");
  return slash < 0
    ? db.run.findUnique({ where: { id: ref }, include: runParts })
    : db.run.findUnique({ where: { project_name: { project: ref.slice(0, slash), name: ref.slice(slash + 1) } }, include: runParts });
}

/** `sft`, `chat` or `chat/sft`: a part of the project or of the name, or the end of the one and the beginning of the other. */
function partOfName(typed: string): Prisma.RunWhereInput[] {
  const part = typed.replace(/[\\%_]/g, "\\$&"); // a name's underscore is no wildcard
  const holds = (text: string) => ({ contains: text, mode: "insensitive" as const });
  const slash = part.indexOf("/");
  if (slash < 0) return [{ project: holds(part) }, { name: holds(part) }];
  return [{ project: { endsWith: part.slice(0, slash).trim(), mode: "insensitive" }, name: { startsWith: part.slice(slash + 1).trim(), mode: "insensitive" } }];
}

/** Runs by last activity, beginning after the cursor's place. */
export async function pageOfRuns(
  db: Db,
  page: { limit: number; after?: { lastActivityAt: Date; id: string }; project?: string; name?: string; part?: string },
): Promise<StoredRun[]> {
  const { after } = page;
  return db.run.findMany({
    where: {
      ...(page.project === undefined ? {} : { project: page.project }),
      ...(page.name === undefined ? {} : { name: page.name }),
      ...(page.part === undefined ? {} : { AND: [{ OR: partOfName(page.part) }] }),
      ...(after && { OR: [{ lastActivityAt: { lt: after.lastActivityAt } }, { lastActivityAt: after.lastActivityAt, id: { lt: after.id } }] }),
    },
    orderBy: [{ lastActivityAt: "desc" }, { id: "desc" }],
    take: page.limit + 1,
    include: runParts,
  });
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

/** Holds the run until the transaction ends: registrations and look numbers of one run are made one after another. */
export async function lockRun(tx: Tx, runId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Run" WHERE "id" = ${runId} FOR UPDATE`;
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

export async function insertBranch(tx: Tx, branch: { runId: string; name: string; parentBranch: string | null; parentStep: bigint | null }) {
  await tx.branch.create({ data: branch });
}
