import { afterAll, beforeEach, expect, test } from "vitest";
import { endStage, leaseStage, renewLease } from "@/lib/db/stage-tasks";
import { TransientError } from "@/lib/errors";
import { requestJob } from "@/lib/context/request-job";
import { readCurve } from "@/lib/pipeline/read-curve";
import { runStage } from "@/lib/pipeline/run-stage";
import { sweepStuck } from "@/lib/pipeline/sweep-stuck";
import { readCheckpoint } from "@/lib/services/read-checkpoint";
import { priorities } from "@/lib/queue/jobs";
import { failureHandlers, jobHandlers } from "@/workers/handlers";
import { drain, testContext, testPool, type TestContext } from "../support/context";
import { createDemoRun, register } from "../support/demo-data";

const pool = testPool();
let context: TestContext;
beforeEach(async () => { context = await testContext(); return () => context.close(); });
afterAll(() => pool.close());

const key = { stage: "detect-changes", subject: "r1" };
const leaseMs = 1000;
const at = (ms: number) => new Date(1_800_000_000_000 + ms);

test("of many workers that take one task, one gets it", async () => {
  const { db } = context.ctx;
  await requestJob(db, "detect-changes", { runId: "r1" });
  const leases = await Promise.all(Array.from({ length: 8 }, () => leaseStage(db, { ...key, now: new Date(), leaseMs })));
  expect(leases.filter(({ kind }) => kind === "taken")).toHaveLength(1);
});

test("a lease that its worker does not renew passes to the next, and the first cannot end it any more", async () => {
  const { db } = context.ctx;
  await requestJob(db, "detect-changes", { runId: "r1" });
  const first = await leaseStage(db, { ...key, now: at(0), leaseMs });
  expect(await leaseStage(db, { ...key, now: at(900), leaseMs })).toEqual({ kind: "not-due" });
  const second = await leaseStage(db, { ...key, now: at(1100), leaseMs });
  if (first.kind !== "taken" || second.kind !== "taken") throw new Error("no lease");
  expect(await renewLease(db, { ...key, token: first.token, until: at(9000) })).toBe(false);
  await endStage(db, { ...key, ...first }, { kind: "done" });
  expect((await db.stageTask.findFirstOrThrow()).status).toBe("running");
  await endStage(db, { ...key, ...second }, { kind: "done" });
  expect((await db.stageTask.findFirstOrThrow()).status).toBe("done");
});

test("a task that is asked for again while it runs, runs once more", async () => {
  const { db } = context.ctx;
  await requestJob(db, "detect-changes", { runId: "r1" });
  const lease = await leaseStage(db, { ...key, now: new Date(), leaseMs });
  if (lease.kind !== "taken") throw new Error("no lease");
  await requestJob(db, "detect-changes", { runId: "r1" });
  expect(await endStage(db, { ...key, ...lease }, { kind: "done" })).toEqual({ againWith: priorities.live });
  expect((await leaseStage(db, { ...key, now: new Date(), leaseMs })).kind).toBe("taken");
});

test("what fails for a passing reason waits longer each time, then fails for good; what can never succeed fails at once", async () => {
  let clock = 0;
  const ctx = { ...context.ctx, now: () => at(clock) };
  const handlers = jobHandlers(ctx, pool);
  const failing = { ...handlers, "detect-changes": async () => { throw new Error("connection lost: secret detail"); } };
  const options = { handlers: failing, failed: failureHandlers(ctx), shutdown: new AbortController().signal };
  await requestJob(ctx.db, "detect-changes", { runId: "r1" });
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 5; attempt++) {
    await runStage(ctx, options, { ...key, payload: { runId: "r1" } });
    const task = await ctx.db.stageTask.findFirstOrThrow();
    if (task.status === "pending") { waits.push(task.notBefore!.getTime() - at(clock).getTime()); clock += waits.at(-1)!; }
    else expect(task).toMatchObject({ status: "failed", attempts: 5, error: { code: "internal" } });
    expect(JSON.stringify(task.error)).not.toContain("secret");
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000]);

  await requestJob(ctx.db, "score-completions", { completionSetId: "gone", rewardModelId: "gone", against: "" });
  await runStage(ctx, { ...options, handlers }, { stage: "score-completions", subject: "gone|gone|", payload: { completionSetId: "gone", rewardModelId: "gone", against: "" } });
  expect(await ctx.db.stageTask.findFirstOrThrow({ where: { subject: "gone|gone|" } })).toMatchObject({ status: "done" });
});

test("what is only unavailable just now is tried for as long as it takes, a minute apart at most", async () => {
  let clock = 0;
  const ctx = { ...context.ctx, now: () => at(clock) };
  const away = { ...jobHandlers(ctx, pool), "detect-changes": async () => { throw new TransientError("The model server is away."); } };
  const options = { handlers: away, failed: failureHandlers(ctx), shutdown: new AbortController().signal };
  await requestJob(ctx.db, "detect-changes", { runId: "r1" });
  for (let attempt = 1; attempt <= 12; attempt++) {
    await runStage(ctx, options, { ...key, payload: { runId: "r1" } });
    const task = await ctx.db.stageTask.findFirstOrThrow();
    expect(task).toMatchObject({ status: "pending", attempts: 0, error: { code: "unavailable", outages: attempt } });
    const waitMs = task.notBefore!.getTime() - at(clock).getTime();
    expect(waitMs).toBeLessThanOrEqual(60_000);
    clock += waitMs;
  }
  // An outage uses up none of the attempts that an unexpected error has.
  const broken = { ...away, "detect-changes": async () => { throw new Error("unexpected"); } };
  await runStage(ctx, { ...options, handlers: broken }, { ...key, payload: { runId: "r1" } });
  const task = await ctx.db.stageTask.findFirstOrThrow();
  expect(task).toMatchObject({ status: "pending", attempts: 1, error: { code: "internal" } });
  clock = task.notBefore!.getTime() - at(0).getTime();
  await runStage(ctx, { ...options, handlers: jobHandlers(ctx, pool) }, { ...key, payload: { runId: "r1" } });
  expect((await ctx.db.stageTask.findFirstOrThrow()).status).toBe("done");
});

test("a task that is done is asked for again at the priority of the new request, one that waits at the more urgent", async () => {
  const { db } = context.ctx;
  const priorityAfter = async (priority: number) => {
    await requestJob(db, "detect-changes", { runId: "r1" }, priority);
    return (await db.stageTask.findFirstOrThrow()).priority;
  };
  expect(await priorityAfter(priorities.backfill)).toBe(priorities.backfill);
  expect(await priorityAfter(priorities.live)).toBe(priorities.live);
  expect(await priorityAfter(priorities.backfill)).toBe(priorities.live);
  await db.stageTask.updateMany({ data: { status: "done" } });
  expect(await priorityAfter(priorities.backfill)).toBe(priorities.backfill);
});

test("the sweeper delivers again what the queue lost, and nothing twice in a row", async () => {
  const { ctx, delivered } = context;
  await requestJob(ctx.db, "detect-changes", { runId: "r1" });
  expect(await sweepStuck(ctx)).toBe(0);
  const later = { ...ctx, now: () => new Date(Date.now() + 31_000) };
  expect(await sweepStuck(later)).toBe(1);
  expect(delivered).toMatchObject([{ stage: "detect-changes", subject: "r1", payload: { runId: "r1" } }]);
  expect(await sweepStuck(later)).toBe(0);
});

test("scoring that stops half way goes on where it was, and gives the same curve bit for bit", async () => {
  const { ctx } = context;
  const { run, data } = await createDemoRun(ctx, { n: 40 });
  await drain(ctx, pool);
  await register(ctx, run, 0, data.completions("sft-good", 0));
  const shutdown = new AbortController();
  let scored = 0;
  const interrupted = {
    ...pool,
    open: async (spec: Parameters<typeof pool.open>[0]) => {
      const model = await pool.open(spec);
      return {
        ...model,
        score: (items: Parameters<typeof model.score>[0], options: Parameters<typeof model.score>[1]) =>
          model.score(items, { ...options, onResults: (results) => { options.onResults(results); scored += results.length; if (scored >= 5) shutdown.abort(new Error("killed")); } }),
      };
    },
  };
  await drain(ctx, interrupted, shutdown.signal);
  expect((await readCheckpoint(ctx, { run: run.id, step: 0, branch: "main" })).status).not.toBe("scored");
  let again = 0;
  const counting = {
    ...pool,
    open: async (spec: Parameters<typeof pool.open>[0]) => {
      const model = await pool.open(spec);
      return { ...model, score: (items: Parameters<typeof model.score>[0], options: Parameters<typeof model.score>[1]) => { again += items.length; return model.score(items, options); } };
    },
  };
  await drain(ctx, counting);
  expect(again).toBeLessThanOrEqual(40 - 5);
  const resumed = await readCurve(ctx, { run: run.id, branch: "main" });

  const other = await testContext();
  const fresh = await createDemoRun(other.ctx, { n: 40 });
  await register(other.ctx, fresh.run, 0, data.completions("sft-good", 0));
  await drain(other.ctx, pool);
  const straight = await readCurve(other.ctx, { run: fresh.run.id, branch: "main" });
  await other.close();
  const values = ({ points }: typeof straight) => points.map(({ checkpointId: _i, registeredAt: _t, ...point }) => point);
  expect(values(resumed)).toEqual(values(straight));
  expect(resumed.points).toHaveLength(1);
});
