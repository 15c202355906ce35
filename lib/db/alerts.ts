import type { AlertEvidence, AlertKind } from "@/lib/contracts";
import type { AlertStanding, AlertStateName } from "@/lib/detect/alert-lifecycle";
import type { Db, Tx } from "@/lib/db/client";
import { Prisma, type Alert } from "@/lib/db/generated/client";
import { newId } from "@/lib/db/new-id";

const parts = {
  run: { select: { id: true, project: true, name: true } },
  deliveries: { orderBy: { createdAt: "asc" }, include: { channel: { select: { id: true, name: true, kind: true } } } },
} as const satisfies Prisma.AlertInclude;

type Typed<T> = Omit<T, "state" | "kind" | "evidence"> & { state: AlertStateName; kind: AlertKind; evidence: AlertEvidence };
export type StoredAlert = Typed<Prisma.AlertGetPayload<{ include: typeof parts }>>;
export type BareAlert = Typed<Alert>;

const json = (evidence: AlertEvidence) => evidence as Prisma.InputJsonValue;

export interface NewAlert {
  runId: string; dedupeKey: string; kind: AlertKind; branch: string; step: bigint | null;
  rewardModelId: string | null; referenceSetId: string | null; evidence: AlertEvidence;
}

/** Inserts an alert unless one with its key exists. @returns its id, or null if it was there already */
export async function insertAlert(tx: Tx, row: NewAlert): Promise<string | null> {
  const rows = await tx.alert.createManyAndReturn({ data: [{ id: newId(), ...row, evidence: json(row.evidence) }], skipDuplicates: true, select: { id: true } });
  return rows[0]?.id ?? null;
}

export async function findAlert(db: Db | Tx, id: string): Promise<StoredAlert | null> {
  return (await db.alert.findUnique({ where: { id }, include: parts })) as StoredAlert | null;
}

/** Alerts of a run by their keys. */
export async function alertsByKey(tx: Tx, runId: string, dedupeKeys: readonly string[]): Promise<BareAlert[]> {
  return (await tx.alert.findMany({ where: { runId, dedupeKey: { in: [...dedupeKeys] } } })) as BareAlert[];
}

/** Call it with the alert's run locked. @param more what else changes with the state */
export async function setStanding(
  tx: Tx,
  id: string,
  standing: AlertStanding,
  more: { acknowledgedBy?: string; acknowledgedAt?: Date; evidence?: AlertEvidence } = {},
): Promise<void> {
  const { evidence, ...columns } = more;
  await tx.alert.update({ where: { id }, data: { ...standing, ...columns, ...(evidence && { evidence: json(evidence) }) } });
}

/** Newest first, one more than `limit`. A snooze that ended by `now` counts as open. */
export async function pageOfAlerts(
  db: Db,
  page: { limit: number; cursor?: string | undefined; state?: AlertStateName | undefined; runId?: string | undefined; now: Date },
): Promise<StoredAlert[]> {
  const rows = await db.alert.findMany({
    where: {
      ...(page.state === undefined ? {} : inState(page.state, page.now)),
      ...(page.runId === undefined ? {} : { runId: page.runId }),
      ...(page.cursor === undefined ? {} : { id: { lt: page.cursor } }),
    },
    orderBy: { id: "desc" },
    take: page.limit + 1,
    include: parts,
  });
  return rows as StoredAlert[];
}

function inState(state: AlertStateName, now: Date): Prisma.AlertWhereInput {
  if (state === "open") return { OR: [{ state }, { state: "snoozed", snoozedUntil: { lte: now } }] };
  return state === "snoozed" ? { state, snoozedUntil: { gt: now } } : { state };
}

/** Opens what was snoozed until `now` or earlier. @returns the runs of these alerts */
export async function reopenSnoozed(db: Db, now: Date): Promise<string[]> {
  const rows = await db.alert.updateManyAndReturn({
    where: { state: "snoozed", snoozedUntil: { lte: now } },
    data: { state: "open", snoozedUntil: null },
    select: { runId: true },
  });
  return rows.map(({ runId }) => runId);
}

/** Keys of a run's alerts that begin so. */
export async function alertKeysWith(tx: Tx, { runId, prefix }: { runId: string; prefix: string }): Promise<string[]> {
  const rows = await tx.alert.findMany({ where: { runId, dedupeKey: { startsWith: prefix } }, select: { dedupeKey: true } });
  return rows.map(({ dedupeKey }) => dedupeKey);
}
