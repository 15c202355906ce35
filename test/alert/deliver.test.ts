import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { raiseAlert, resolveAlerts, type Finding } from "@/lib/context/raise-alert";
import type { AlertChannelInput } from "@/lib/contracts";
import { stuckTasks } from "@/lib/db/stage-tasks";
import { deliverAlert } from "@/lib/pipeline/deliver-alert";
import { runStage } from "@/lib/pipeline/run-stage";
import type { RewardModelPool } from "@/lib/reward-models/reward-model";
import { createAlertChannel } from "@/lib/services/create-alert-channel";
import { deleteAlertChannel } from "@/lib/services/delete-alert-channel";
import { listAlerts } from "@/lib/services/list-alerts";
import { failureHandlers, jobHandlers } from "@/workers/handlers";
import { testContext, testPool, type TestContext } from "../support/context";
import { createDemoRun } from "../support/demo-data";
import { httpServer, ok, status, type Answer } from "./http-server";

const start = new Date("2030-01-01T12:00:00Z");
let clock = start;
let test_: TestContext, pool: RewardModelPool, runId: string;
let servers: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  test_ = await testContext({ now: () => clock });
  pool = testPool(1);
  runId = (await createDemoRun(test_.ctx, { n: 3 })).run.id;
  await test_.ctx.db.stageTask.deleteMany();
});
afterAll(async () => {
  await pool?.close();
  await test_?.close();
});
beforeEach(() => { clock = start; });
afterEach(async () => {
  const { db } = test_.ctx;
  await Promise.all([db.alert.deleteMany(), db.alertChannel.deleteMany(), db.stageTask.deleteMany(), ...servers.map((server) => server.close())]);
  servers = [];
});

const finding = (dedupeKey = "drop", more: Partial<Finding> = {}): Finding => ({
  runId, dedupeKey, kind: "regression", branch: "main", step: 400, rewardModelId: null, referenceSetId: null, evidence: { sentence: "It fell." }, ...more,
});
const raise = (...args: Parameters<typeof finding>) => test_.ctx.db.$transaction((tx) => raiseAlert(tx, finding(...args)));
const resolve = (dedupeKeys: string[]) => test_.ctx.db.$transaction((tx) => resolveAlerts(tx, { runId, dedupeKeys }));
const channel = async (input: AlertChannelInput) => (await createAlertChannel(test_.ctx, input)).channel;
const serve = async (...answers: Answer[]) => {
  const server = await httpServer(...answers);
  servers.push(server);
  return server;
};
const alerts = async () => (await listAlerts(test_.ctx, { limit: 50 })).items;
const revision = async () => (await test_.ctx.db.run.findUniqueOrThrow({ where: { id: runId } })).revision;

/** One round of the worker: whatever is due runs under its lease. @returns how many tasks ran */
async function work(shutdown: AbortSignal = new AbortController().signal): Promise<number> {
  const { ctx } = test_;
  const options = { handlers: jobHandlers(ctx, pool), failed: failureHandlers(ctx), shutdown };
  // The clock of these tests stands in the future of the database's.
  const tasks = await stuckTasks(ctx.db, { now: clock, lostAfterMs: 0, limit: 100 });
  for (const task of tasks) await runStage(ctx, options, task);
  return tasks.length;
}
const wait = (ms: number) => { clock = new Date(clock.getTime() + ms); };

describe("raising", () => {
  test("the same finding again, at once or by two at a time, tells everybody once", async () => {
    const slack = await serve(ok), hook = await serve(ok);
    await channel({ kind: "slack", url: slack.url });
    await channel({ kind: "webhook", url: hook.url });
    const raised = await Promise.all([raise(), raise(), raise()]);
    expect(raised.flat()).toHaveLength(2);
    await work();
    expect(await raise()).toEqual([]);
    await work();
    expect([slack.received.length, hook.received.length]).toEqual([1, 1]);
    expect(await alerts()).toMatchObject([{ state: "open", deliveries: [{ status: "delivered", attempts: 1, error: null, deliveredAt: start.toISOString() }, { status: "delivered" }] }]);
  });

  test("tells the run's listeners, and a repetition does not", async () => {
    const before = await revision();
    await raise();
    expect(await revision()).toBe(before + 1);
    await raise();
    expect(await revision()).toBe(before + 1);
  });

  test("in a transaction that is undone tells nobody", async () => {
    const hook = await serve(ok);
    await channel({ kind: "webhook", url: hook.url });
    await expect(test_.ctx.db.$transaction(async (tx) => {
      await raiseAlert(tx, finding());
      throw new Error("undone");
    })).rejects.toThrow("undone");
    await work();
    expect([await alerts(), hook.received]).toEqual([[], []]);
  });

  test("without channels is shown all the same", async () => {
    expect(await raise()).toEqual([]);
    expect(await alerts()).toMatchObject([{ run: { id: runId, project: "default", name: "sft-good" }, branch: "main", step: 400, kind: "regression", state: "open", deliveries: [] }]);
  });

  test("resolves and opens again without a second message", async () => {
    const hook = await serve(ok);
    await channel({ kind: "webhook", url: hook.url });
    await raise();
    await work();
    await resolve(["drop", "never raised"]);
    expect(await alerts()).toMatchObject([{ state: "resolved" }]);
    const before = await revision();
    await resolve(["drop"]);
    expect(await revision()).toBe(before);
    expect(await raise("drop", { evidence: { sentence: "It fell again." } })).toEqual([]);
    await work();
    expect(await alerts()).toMatchObject([{ state: "open", evidence: { sentence: "It fell again." } }]);
    expect(hook.received).toHaveLength(1);
  });
});

describe("delivering", () => {
  test("waits as long as the other side asks, then tries again", async () => {
    const hook = await serve(status(429, { "retry-after": "120" }), ok);
    await channel({ kind: "webhook", url: hook.url });
    await raise();
    await work();
    expect(await alerts()).toMatchObject([{ deliveries: [{ status: "pending", attempts: 1, error: { code: "http-429" } }] }]);
    wait(119_000);
    expect(await work()).toBe(0);
    wait(1000);
    await work();
    expect(await alerts()).toMatchObject([{ deliveries: [{ status: "delivered", attempts: 2 }] }]);
    expect(hook.received).toHaveLength(2);
  });

  test("gives up after eight attempts, and says so", async () => {
    const hook = await serve(status(500));
    await channel({ kind: "webhook", url: hook.url });
    await raise();
    for (let round = 0; round < 20; round++) {
      await work();
      wait(60 * 60_000);
    }
    expect(hook.received).toHaveLength(8);
    expect(await alerts()).toMatchObject([{ deliveries: [{ status: "failed", attempts: 8, error: { code: "http-500", message: expect.stringContaining("Given up after 8 attempts") } }] }]);
  });

  test("does not repeat what was refused, and one channel's failure does not touch another's success", async () => {
    const gone = await serve(status(404)), hook = await serve(ok);
    await channel({ kind: "slack", url: gone.url });
    await channel({ kind: "webhook", url: hook.url });
    await raise();
    for (let round = 0; round < 3; round++) {
      await work();
      wait(60 * 60_000);
    }
    expect([gone.received.length, hook.received.length]).toEqual([1, 1]);
    expect(await alerts()).toMatchObject([{ deliveries: [{ channel: { kind: "slack" }, status: "failed", error: { code: "http-404" } }, { channel: { kind: "webhook" }, status: "delivered" }] }]);
  });

  test("that was cut off after sending is sent again under the same id, and not forgotten", async () => {
    const stop = new AbortController();
    const hook = await serve(() => stop.abort(new Error("the worker stops")), ok);
    await channel({ kind: "webhook", url: hook.url });
    await raise();
    await work(stop.signal);
    expect(await alerts()).toMatchObject([{ deliveries: [{ status: "pending" }] }]);
    await work();
    expect(hook.received).toHaveLength(2);
    expect(new Set(hook.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(await alerts()).toMatchObject([{ deliveries: [{ status: "delivered" }] }]);
  });

  test("that ends its process every time comes to an end all the same", async () => {
    const hook = await serve(ok);
    const { id: channelId } = await channel({ kind: "webhook", url: hook.url });
    await raise();
    await test_.ctx.db.alertDelivery.updateMany({ data: { attempts: 8 } });
    await work();
    expect(hook.received).toEqual([]);
    expect(await alerts()).toMatchObject([{ deliveries: [{ channel: { id: channelId }, status: "failed", error: { code: "no-end" } }] }]);
  });

  test("again after it was delivered sends nothing more", async () => {
    const hook = await serve(ok);
    const { id: channelId } = await channel({ kind: "webhook", url: hook.url });
    await raise();
    const alertId = (await alerts())[0]!.id;
    await work();
    await deliverAlert(test_.ctx, { alertId, channelId }, { signal: new AbortController().signal });
    expect(hook.received).toHaveLength(1);
  });

  test("through a channel that has been deleted is passed by", async () => {
    const hook = await serve(ok);
    const { id } = await channel({ kind: "webhook", url: hook.url });
    await raise();
    await deleteAlertChannel(test_.ctx, { channel: id });
    expect(await work()).toBe(1);
    expect(await work()).toBe(0);
    expect(hook.received).toEqual([]);
    expect(await alerts()).toMatchObject([{ deliveries: [] }]);
  });
});
