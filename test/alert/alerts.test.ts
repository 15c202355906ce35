import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { raiseAlert, type Finding } from "@/lib/context/raise-alert";
import { sweepStuck } from "@/lib/pipeline/sweep-stuck";
import { acknowledgeAlert } from "@/lib/services/acknowledge-alert";
import { createKey } from "@/lib/services/create-key";
import { listAlerts } from "@/lib/services/list-alerts";
import { snoozeAlert } from "@/lib/services/snooze-alert";
import { testContext, type TestContext } from "../support/context";
import { createDemoRun } from "../support/demo-data";

const dayMs = 24 * 60 * 60_000;
const start = new Date("2030-01-01T12:00:00Z");
let clock = start;
let t: TestContext, runId: string, curve: { rewardModelId: string; referenceSetId: string };
beforeAll(async () => {
  t = await testContext({ now: () => clock });
  const { run } = await createDemoRun(t.ctx, { n: 3 });
  runId = run.id;
  curve = { rewardModelId: run.primary!.rewardModel, referenceSetId: run.primary!.referenceSet };
});
afterAll(() => t?.close());
beforeEach(() => {
  clock = start;
  t.delivered.length = 0;
});
afterEach(async () => {
  await t.ctx.db.alert.deleteMany();
  await t.ctx.db.episode.deleteMany();
});

/** @returns the alert's id */
async function raised(dedupeKey = "drop", more: Partial<Finding> = {}): Promise<string> {
  await t.ctx.db.$transaction((tx) => raiseAlert(tx, { runId, dedupeKey, kind: "regression", branch: "main", step: 400, ...curve, evidence: { sentence: "It fell." }, ...more }));
  return (await t.ctx.db.alert.findUniqueOrThrow({ where: { dedupeKey } })).id;
}
const list = async (query: Partial<Parameters<typeof listAlerts>[1]> = {}) => (await listAlerts(t.ctx, { limit: 50, ...query })).items;
const in_ = (ms: number) => new Date(clock.getTime() + ms).toISOString();

describe("acknowledging", () => {
  test("a regression begins one new episode and asks for detection, however often and by however many at once", async () => {
    const id = await raised();
    const { id: keyId } = await createKey(t.ctx, { name: "on-call", scope: "write" });
    const answers = await Promise.all([1, 2, 3].map(() => acknowledgeAlert(t.ctx, { id, by: keyId })));
    for (const answer of answers) expect(answer).toMatchObject({ id, state: "acknowledged", acknowledgedBy: "on-call", acknowledgedAt: start.toISOString() });
    await acknowledgeAlert(t.ctx, { id, by: keyId });
    expect(await t.ctx.db.episode.findMany()).toMatchObject([{ runId, ...curve, number: 1, reason: "acknowledged" }]);
    expect(t.delivered).toMatchObject([{ stage: "detect-changes", payload: { runId } }]);
  });

  test("a failure to score begins none", async () => {
    await acknowledgeAlert(t.ctx, { id: await raised("x", { kind: "scoring-failed" }), by: "k" });
    expect([await t.ctx.db.episode.count(), t.delivered]).toEqual([0, []]);
  });

  test("a second alert of an episode that has ended begins none: the looks since then belong to the new one", async () => {
    const [first, second] = [await raised("drop"), await raised("dip")];
    await acknowledgeAlert(t.ctx, { id: first, by: "k" });
    expect(await acknowledgeAlert(t.ctx, { id: second, by: "k" })).toMatchObject({ state: "acknowledged" });
    expect(await t.ctx.db.episode.count()).toBe(1);
  });

  test("what is resolved leaves it resolved and begins nothing", async () => {
    const id = await raised();
    await t.ctx.db.alert.update({ where: { id }, data: { state: "resolved" } });
    expect(await acknowledgeAlert(t.ctx, { id, by: "k" })).toMatchObject({ state: "resolved", acknowledgedBy: null });
    expect(await t.ctx.db.episode.count()).toBe(0);
  });

  test("what does not exist is not found", async () => {
    await expect(acknowledgeAlert(t.ctx, { id: "none", by: "k" })).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("snoozing", () => {
  test("puts an alert aside until its time, when it is open again for every reader", async () => {
    const id = await raised();
    const until = in_(dayMs);
    for (let twice = 0; twice < 2; twice++) expect(await snoozeAlert(t.ctx, { id, until })).toMatchObject({ state: "snoozed", snoozedUntil: until });
    expect([await list({ state: "open" }), await list({ state: "snoozed" })]).toMatchObject([[], [{ id }]]);
    clock = new Date(until);
    expect([await list({ state: "open" }), await list({ state: "snoozed" })]).toMatchObject([[{ id, state: "open", snoozedUntil: null }], []]);
  });

  test("ends in the database too, which the run's listeners hear of", async () => {
    const id = await raised();
    await snoozeAlert(t.ctx, { id, until: in_(dayMs) });
    const revision = async () => (await t.ctx.db.run.findUniqueOrThrow({ where: { id: runId } })).revision;
    const before = await revision();
    await sweepStuck(t.ctx);
    expect(await t.ctx.db.alert.findUnique({ where: { id } })).toMatchObject({ state: "snoozed" });
    clock = new Date(start.getTime() + dayMs);
    await sweepStuck(t.ctx);
    expect(await t.ctx.db.alert.findUnique({ where: { id } })).toMatchObject({ state: "open", snoozedUntil: null });
    expect(await revision()).toBe(before + 1);
  });

  test("takes a time with an offset as the moment it means", async () => {
    expect(await snoozeAlert(t.ctx, { id: await raised(), until: "2030-01-02T01:00:00+02:00" })).toMatchObject({ snoozedUntil: "2030-01-01T23:00:00.000Z" });
  });

  test("needs a time that is to come, at most 90 days ahead", async () => {
    const id = await raised();
    for (const ms of [-1, 0, 90 * dayMs + 1]) {
      await expect(snoozeAlert(t.ctx, { id, until: in_(ms) })).rejects.toMatchObject({ code: "invalid-request", details: { errors: [{ path: "/until" }] } });
    }
    expect(await snoozeAlert(t.ctx, { id, until: in_(90 * dayMs) })).toMatchObject({ state: "snoozed" });
  });
});

describe("the list", () => {
  test("is newest first, in pages that together hold everything once", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift(await raised(`key-${i}`, { step: i }));
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await listAlerts(t.ctx, { limit: 2, cursor });
      seen.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ids);
  });

  test("holds one run's alerts where a run is named, by id or name, and an unknown run is not found", async () => {
    const id = await raised();
    expect(await list({ run: runId })).toMatchObject([{ id }]);
    expect(await list({ run: "default/sft-good" })).toMatchObject([{ id }]);
    await expect(list({ run: "default/none" })).rejects.toMatchObject({ code: "not-found" });
  });
});
