import type { Context } from "@/lib/context";
import { DomainError, TransientError, isRetryable } from "@/lib/errors";
import { endStage, leaseStage, renewLease, type StageEnd } from "@/lib/db/stage-tasks";
import { jobs, type JobName, type JobPayload } from "@/lib/queue/jobs";
import { StageDeferred } from "@/lib/pipeline/stage-deferred";

export interface StageRun { signal: AbortSignal }
export type JobHandlers = { [N in JobName]: (payload: JobPayload<N>, run: StageRun) => Promise<void> };
/** What a final failure means for the rows that people look at. */
export type FailureHandlers = Partial<{ [N in JobName]: (payload: JobPayload<N>, error: { code: string; message: string }) => Promise<void> }>;

interface Delivered { stage: string; subject: string; payload: Record<string, string> }

const backoffMs = (attempts: number) => Math.min(60_000, 1000 * 2 ** (attempts - 1));

/** An error as it may be stored and shown: unknown ones keep their message in the log only. */
function asStored(error: unknown): { code: string; message: string } {
  if (error instanceof DomainError) return { code: error.code, message: error.message };
  if (error instanceof TransientError) return { code: "unavailable", message: error.message };
  return { code: "internal", message: "An unexpected error stopped this step; the worker's log has the cause." };
}

/**
 * Runs one delivered task under its lease and decides, by the kind of error and nowhere else, whether it runs again.
 * What is only unavailable just now (a model server that restarts) is tried for as long as it takes; other errors a few times.
 * Never throws: the row keeps what happened. A task may be delivered twice, run twice, or die anywhere.
 * @param shutdown aborts when the worker stops; the task is given back and not counted as an attempt
 */
export async function runStage(
  ctx: Context,
  options: { handlers: JobHandlers; failed: FailureHandlers; shutdown: AbortSignal },
  delivered: Delivered,
): Promise<void> {
  const stage = delivered.stage as JobName;
  const { subject } = delivered;
  const log = ctx.log.child({ stage, subject });
  if (!(stage in jobs)) return log.error("no such stage");
  const payload = jobs[stage].payload.parse(delivered.payload) as never;
  const { leaseMs, attempts: maxAttempts } = jobs[stage];

  const lease = await leaseStage(ctx.db, { stage, subject, now: ctx.now(), leaseMs });
  if (lease.kind !== "taken") return;
  const held = { stage, subject, token: lease.token, generation: lease.generation };
  const lost = new AbortController();
  const renewal = setInterval(() => {
    renewLease(ctx.db, { ...held, until: new Date(ctx.now().getTime() + leaseMs) })
      .then((kept) => kept || lost.abort(new Error("lease lost")))
      .catch((error: unknown) => log.warn({ err: error }, "lease not renewed"));
  }, leaseMs / 3);

  let end: StageEnd;
  try {
    await options.handlers[stage](payload, { signal: AbortSignal.any([options.shutdown, lost.signal]) });
    end = { kind: "done" };
  } catch (error) {
    if (lost.signal.aborted) return;
    if (options.shutdown.aborted) end = { kind: "again", notBefore: null };
    else if (error instanceof StageDeferred) end = { kind: "again", notBefore: new Date(ctx.now().getTime() + error.afterMs) };
    else if (error instanceof TransientError) {
      const outages = lease.outages + 1;
      log.warn({ err: error, outages }, "something is unavailable, will be tried again");
      end = { kind: "outage", notBefore: new Date(ctx.now().getTime() + backoffMs(outages)), error: { ...asStored(error), outages } };
    } else if (isRetryable(error) && lease.attempts < maxAttempts) {
      log.warn({ err: error, attempts: lease.attempts }, "stage failed, will be tried again");
      end = { kind: "retry", notBefore: new Date(ctx.now().getTime() + backoffMs(lease.attempts)), error: asStored(error) };
    } else {
      log.error({ err: error, attempts: lease.attempts }, "stage failed for good");
      end = { kind: "failed", error: asStored(error) };
    }
  } finally {
    clearInterval(renewal);
  }
  try {
    if (end.kind === "failed") await options.failed[stage]?.(payload, end.error);
    const { againWith } = await endStage(ctx.db, held, end);
    if (againWith !== null) await ctx.enqueue([{ stage, subject, payload, priority: againWith }]);
  } catch (error) {
    log.error({ err: error }, "stage's end not stored; its lease expires and it runs again");
  }
}
