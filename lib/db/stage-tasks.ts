import { randomUUID } from "node:crypto";
import type { Db, Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";

/** Work that must happen, as the row says it; `payload` holds ids only. */
export interface StageRequest {
  stage: string;
  subject: string;
  payload: Record<string, string>;
  priority: number;
}

/** Asks for a stage to run (again). Call it in the transaction that made the work necessary, deliver after the commit. */
export async function requestStage<R extends StageRequest>(db: Db | Tx, request: R): Promise<R> {
  await db.$executeRaw(requestStages(Prisma.sql`(VALUES (1)) "once"`, request));
  return request;
}

/**
 * The statement that asks for a stage, once or not at all.
 * A task that is running keeps its lease and runs once more afterwards. What still waits keeps the more urgent of two priorities.
 * @param once what has one row if the stage is to run
 */
export const requestStages = (once: Prisma.Sql, { stage, subject, payload, priority }: StageRequest) => Prisma.sql`
    INSERT INTO "StageTask" ("stage", "subject", "payload", "priority")
    SELECT ${stage}, ${subject}, ${JSON.stringify(payload)}::jsonb, ${priority}::int FROM ${once}
    ON CONFLICT ("stage", "subject") DO UPDATE SET
      "generation" = "StageTask"."generation" + 1,
      "priority" = CASE WHEN "StageTask"."status" IN ('pending', 'running') THEN LEAST("StageTask"."priority", EXCLUDED."priority") ELSE EXCLUDED."priority" END,
      "status" = CASE WHEN "StageTask"."status" = 'running' THEN 'running' ELSE 'pending' END,
      "attempts" = CASE WHEN "StageTask"."status" = 'running' THEN "StageTask"."attempts" ELSE 0 END,
      "notBefore" = NULL, "error" = NULL, "updatedAt" = CURRENT_TIMESTAMP`;

export type Lease =
  /** `outages`: attempts in a row that found something unavailable; they are no part of `attempts`. */
  | { kind: "taken"; token: string; generation: number; attempts: number; outages: number }
  /** Done already, held by another worker, or waiting for its back-off. */
  | { kind: "not-due" };

const due = (now: Date): Prisma.StageTaskWhereInput => ({
  OR: [
    { status: "pending", OR: [{ notBefore: null }, { notBefore: { lte: now } }] },
    { status: "running", leaseUntil: { lt: now } },
  ],
});

/** Takes an expiring lease by conditional update: of any number of workers, one gets it. */
export async function leaseStage(db: Db, key: { stage: string; subject: string; now: Date; leaseMs: number }): Promise<Lease> {
  const token = randomUUID();
  const rows = await db.stageTask.updateManyAndReturn({
    where: { stage: key.stage, subject: key.subject, ...due(key.now) },
    data: { status: "running", leaseToken: token, leaseUntil: new Date(key.now.getTime() + key.leaseMs), attempts: { increment: 1 } },
    select: { generation: true, attempts: true, error: true },
  });
  const row = rows[0];
  if (!row) return { kind: "not-due" };
  const { error, ...counted } = row;
  return { kind: "taken", token, ...counted, outages: (error as StageError | null)?.outages ?? 0 };
}

/** @returns false when the lease was lost (it expired and another worker took it) */
export async function renewLease(db: Db, held: { stage: string; subject: string; token: string; until: Date }): Promise<boolean> {
  const { count } = await db.stageTask.updateMany({
    where: { stage: held.stage, subject: held.subject, leaseToken: held.token },
    data: { leaseUntil: held.until },
  });
  return count === 1;
}

/** Why a task was put back or given up; `outages` as in Lease. */
export interface StageError { code: string; message: string; outages?: number }

/**
 * How a held stage ended. `again` gives it back without counting the attempt (shutdown, not ready yet), as `outage` does; `retry` counts it.
 */
export type StageEnd =
  | { kind: "done" }
  | { kind: "again"; notBefore: Date | null }
  | { kind: "retry" | "outage"; notBefore: Date; error: StageError }
  | { kind: "failed"; error: StageError };

/** @returns the priority with which the task is to be delivered again at once (it was requested anew while it ran); null if it is not */
export async function endStage(
  db: Db,
  held: { stage: string; subject: string; token: string; generation: number },
  end: StageEnd,
): Promise<{ againWith: number | null }> {
  const mine = { stage: held.stage, subject: held.subject, leaseToken: held.token };
  const free = { leaseToken: null, leaseUntil: null };
  if (end.kind === "again") {
    await db.stageTask.updateMany({ where: mine, data: { ...free, status: "pending", notBefore: end.notBefore, attempts: { decrement: 1 } } });
    return { againWith: null };
  }
  if (end.kind === "retry" || end.kind === "outage") {
    const uncounted = end.kind === "outage" ? { attempts: { decrement: 1 } } : {};
    await db.stageTask.updateMany({ where: mine, data: { ...free, ...uncounted, status: "pending", notBefore: end.notBefore, error: { ...end.error } } });
    return { againWith: null };
  }
  const data = end.kind === "done" ? { ...free, status: "done", attempts: 0 } : { ...free, status: "failed", error: { ...end.error } };
  const { count } = await db.stageTask.updateMany({ where: { ...mine, generation: held.generation }, data });
  if (count === 1) return { againWith: null };
  const [again] = await db.stageTask.updateManyAndReturn({ where: mine, data: { ...free, status: "pending", attempts: 0, notBefore: null }, select: { priority: true } });
  return { againWith: again?.priority ?? null };
}

/** Marks a running task as failed in the transaction that tells people so; its lease ends with `endStage`. */
export async function markFailing(tx: Tx, task: { stage: string; subject: string }, error: StageError): Promise<void> {
  await tx.stageTask.updateMany({ where: { ...task, status: "running" }, data: { status: "failed", error: { ...error } } });
}

/** Tasks that should be running and are not: back-off over, lease expired, or delivery lost for `lostAfterMs`. */
export async function stuckTasks(db: Db, options: { now: Date; lostAfterMs: number; limit: number }): Promise<StageRequest[]> {
  const { now } = options;
  const rows = await db.stageTask.findMany({
    where: {
      OR: [
        { status: "pending", notBefore: { lte: now } },
        { status: "pending", notBefore: null, updatedAt: { lt: new Date(now.getTime() - options.lostAfterMs) } },
        { status: "running", leaseUntil: { lt: now } },
      ],
    },
    orderBy: [{ priority: "asc" }, { updatedAt: "asc" }],
    take: options.limit,
    select: { stage: true, subject: true, payload: true, priority: true },
  });
  return rows.map((row) => ({ ...row, payload: row.payload as Record<string, string> }));
}

/** Marks swept tasks as delivered now, so that the next sweep does not deliver them again at once. */
export async function touchTasks(db: Db, tasks: readonly StageRequest[], now: Date): Promise<void> {
  if (tasks.length === 0) return;
  await db.stageTask.updateMany({
    where: { OR: tasks.map(({ stage, subject }) => ({ stage, subject })), status: "pending" },
    data: { notBefore: null, updatedAt: now },
  });
}

/** The error of the first of these tasks that failed for good. */
export async function failedTask(db: Db | Tx, stage: string, subjects: readonly string[]): Promise<{ code: string; message: string } | null> {
  const row = await db.stageTask.findFirst({ where: { stage, subject: { in: [...subjects] }, status: "failed" }, select: { error: true } });
  return row?.error as { code: string; message: string } | null ?? null;
}

/** Those of the subjects whose task is in one of the states. */
export async function subjectsInState(
  db: Db | Tx, stage: string, subjects: readonly string[], states: readonly ("pending" | "running" | "done" | "failed")[],
): Promise<Set<string>> {
  const rows = await db.stageTask.findMany({ where: { stage, subject: { in: [...subjects] }, status: { in: [...states] } }, select: { subject: true } });
  return new Set(rows.map(({ subject }) => subject));
}
