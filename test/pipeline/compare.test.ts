import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compare } from "@/lib/pipeline/compare";
import { createPromptSet } from "@/lib/services/create-prompt-set";
import { createReferenceSet } from "@/lib/services/create-reference-set";
import { createRun } from "@/lib/services/create-run";
import { mcnemarExact } from "@/lib/stats/mcnemar-exact";
import { sigmoid } from "@/lib/stats/sigmoid";
import { createScoredRun, type ScoredRun } from "../support/scored-run";

let it: ScoredRun;
afterAll(() => it?.close());

/** 60 prompts: at step 100 the first 40 win, at step 200 the first 30; prompt 59 goes the other way. */
const before = Array.from({ length: 60 }, (_, i) => (i < 40 ? 1 : -1));
const after = Array.from({ length: 60 }, (_, i) => (i < 30 || i === 59 ? 1 : -1));
const tagsOf = (i: number) => (i < 45 ? ["first"] : ["last"]);
const main = { branch: "main" };

describe("two checkpoints of one run", () => {
  beforeAll(async () => {
    it = await createScoredRun({ tagsOf });
    await it.checkpoint(100, before);
    await it.checkpoint(200, after);
  });

  test("are compared prompt by prompt, as b minus a", async () => {
    const found = await compare(it.ctx, { run: it.run.id, ...main, a: "100", b: "200" });
    expect(found).toMatchObject({ nPrompts: 60, nUnits: 60, nExcluded: 0, a: { step: 100, branch: "main", runName: "default/run" }, b: { step: 200 } });
    expect(found.winRate).toMatchObject({ a: 40 / 60, b: 31 / 60, method: expect.stringContaining("McNemar") });
    expect(found.winRate.difference).toBeCloseTo(-9 / 60, 12);
    expect(found.winRate.p).toBeCloseTo(mcnemarExact(10, 1).pTwoSided, 12);
    const step = sigmoid(1) - sigmoid(-1);
    expect(found.winProbability.difference).toBeCloseTo((-9 / 60) * step, 12);
    expect(found.winProbability.low! < found.winProbability.difference! && found.winProbability.difference! < found.winProbability.high!).toBe(true);
    expect(found.flips).toEqual({ lossToWin: ["p059"], winToLoss: it.keys.slice(30, 40) });
    expect(found.headToHead.value).toBeCloseTo((1 + 49 / 2) / 60, 12);
    expect(found.prompts[0]).toEqual({ key: "p000", a: sigmoid(1), b: sigmoid(1) });
  });

  test("have each tag's change with a p that is corrected over tags", async () => {
    const { byTag } = await compare(it.ctx, { run: it.run.id, ...main, a: "100", b: "200" });
    expect(byTag.map(({ tag, nPrompts, flips }) => [tag, nPrompts, flips])).toEqual([["first", 45, { lossToWin: 0, winToLoss: 10 }], ["last", 15, { lossToWin: 1, winToLoss: 0 }]]);
    for (const { adjustedP, winProbability } of byTag) expect(adjustedP).toBeGreaterThanOrEqual(winProbability.p!);
  });

  test("give the mirrored answer when their places are exchanged", async () => {
    const [there, back] = [await compare(it.ctx, { run: it.run.id, ...main, a: "100", b: "200" }), await compare(it.ctx, { run: it.run.id, ...main, a: "200", b: "100" })];
    expect(back.winProbability.difference).toBeCloseTo(-there.winProbability.difference!, 14);
    expect(back.winProbability.p).toBeCloseTo(there.winProbability.p!, 14);
    expect(back.flips).toEqual({ lossToWin: there.flips.winToLoss, winToLoss: there.flips.lossToWin });
  });

  test("are compared on the prompts that both have, the others counted", async () => {
    await it.checkpoint(300, after.map((score, i) => (i < 7 ? null : i === 8 ? "[refuse]" : score)));
    const found = await compare(it.ctx, { run: it.run.id, ...main, a: "100", b: "300" });
    expect(found).toMatchObject({ nPrompts: 52, nExcluded: 8, winRate: { a: 32 / 52, b: 23 / 52 } });
    expect(found.prompts[3]).toEqual({ key: "p003", a: sigmoid(1), b: null });
  });

  test("may lie on different branches, each with its parent's steps", async () => {
    await it.checkpoint(400, before, { branch: "main.2" });
    expect((await compare(it.ctx, { run: it.run.id, ...main, a: "200", b: "main.2:400" })).b).toMatchObject({ step: 400, branch: "main.2" });
    expect((await compare(it.ctx, { run: it.run.id, branch: "main.2", a: "200", b: "400" })).a).toMatchObject({ step: 200, branch: "main" });
    await expect(compare(it.ctx, { run: it.run.id, ...main, a: "200", b: "400" })).rejects.toMatchObject({ code: "not-found" });
  });

  test.each([
    ["100", "700", { code: "not-found" }],
    ["100", "100", { code: "invalid-request", details: { errors: [{ path: "/query/b" }] } }],
    ["100", "main:100", { code: "invalid-request" }],
    ["100", "nowhere:200", { code: "invalid-request", details: { errors: [{ path: "/query/branch" }] } }],
    ["100", "default/none@200", { code: "not-found" }],
    ["", "100", { code: "invalid-request", details: { errors: [{ path: "/query/a" }] } }],
    ["-1", "100", { code: "invalid-request" }],
    ["1e3", "100", { code: "invalid-request" }],
    ["100 ", "100", { code: "invalid-request" }],
    ["100", "@200", { code: "invalid-request" }],
    ["100", ":200", { code: "invalid-request" }],
    ["100", "a@b@200", { code: "invalid-request" }],
    ["99999999999999999999", "100", { code: "invalid-request" }],
  ])("%j against %j is refused", async (a, b, problem) => {
    await expect(compare(it.ctx, { run: it.run.id, ...main, a, b })).rejects.toMatchObject(problem);
  });

  test("must have been scored by the same revision of the model", async () => {
    await it.checkpoint(500, after);
    await it.ctx.db.summary.updateMany({ where: { checkpoint: { is: { step: 500n } } }, data: { identity: "another" } });
    await expect(compare(it.ctx, { run: it.run.id, ...main, a: "100", b: "500" })).rejects.toMatchObject({ code: "identity-mismatch" });
  });

  test("a checkpoint without scores is said to have none yet", async () => {
    await it.ctx.db.summary.deleteMany({ where: { checkpoint: { is: { step: 500n } } } });
    await expect(compare(it.ctx, { run: it.run.id, ...main, a: "100", b: "500" })).rejects.toMatchObject({ code: "checkpoint-not-scored" });
  });
});

test("checkpoints of two runs are compared when they answered the same prompts", async () => {
  await it.close();
  it = await createScoredRun();
  const { ctx } = it;
  const { run: other } = await createRun(ctx, { project: "elsewhere", name: "other", promptSet: "prompts", rewardModels: [{ id: "served", role: "training" }] });
  await it.checkpoint(100, before);
  await it.checkpoint(100, after, { run: other });
  const found = await compare(ctx, { run: it.run.id, ...main, a: "100", b: "elsewhere/other@100" });
  expect(found).toMatchObject({ a: { runName: "default/run" }, b: { runName: "elsewhere/other", run: other.id }, nPrompts: 60 });
  expect(found.winRate.difference).toBeCloseTo(-9 / 60, 12);
  expect((await compare(ctx, { run: it.run.id, ...main, a: "100", b: `${other.id}@main:100` })).winRate).toEqual(found.winRate);

  await createPromptSet(ctx, { name: "foreign", prompts: [{ key: "x", prompt: "Another question?" }] });
  await createReferenceSet(ctx, { promptSet: "foreign", body: { name: "zero", completions: [{ key: "x", completion: "y" }] } });
  await createRun(ctx, { project: "elsewhere", name: "foreign", promptSet: "foreign", rewardModels: [{ id: "served", role: "monitor" }] });
  await expect(compare(ctx, { run: it.run.id, ...main, a: "100", b: "elsewhere/foreign@100" })).rejects.toMatchObject({ code: "prompt-set-mismatch" });

  await createReferenceSet(ctx, { promptSet: "prompts", body: { name: "second", completions: it.keys.map((key) => ({ key, completion: `${key} [score 0.5]` })) } });
  await createRun(ctx, { project: "elsewhere", name: "unlike", promptSet: "prompts", referenceSets: ["second"], rewardModels: [{ id: "served", role: "monitor" }] });
  await expect(compare(ctx, { run: it.run.id, ...main, a: "100", b: "elsewhere/unlike@100" })).rejects.toMatchObject({ code: "identity-mismatch", message: expect.stringContaining("zero") });
});
