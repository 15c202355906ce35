import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bisect } from "@/lib/pipeline/bisect";
import { readMatrix } from "@/lib/pipeline/read-matrix";
import { fisherExact } from "@/lib/stats/fisher-exact";
import { sigmoid } from "@/lib/stats/sigmoid";
import { createScoredRun, type ScoredRun } from "../support/scored-run";

let it: ScoredRun;
const n = 60;
const main = { branch: "main" };
/** All win until step 300; at 400 the prompts 40 to 51 lose, at 500 the prompts 40 to 53. */
const losingFrom = (from: number, to: number) => Array.from({ length: n }, (_, i) => (i >= from && i < to ? -1 : 1));
const tagsOf = (i: number) => [i < 40 ? "calm" : i < 50 ? "turning" : "mixed"];
beforeAll(async () => {
  it = await createScoredRun({ n, tagsOf });
  for (const [step, scores] of [[100, losingFrom(0, 0)], [200, losingFrom(0, 0)], [300, losingFrom(0, 1)], [400, losingFrom(40, 52)], [500, losingFrom(40, 54)]] as const) await it.checkpoint(step, scores);
});
afterAll(() => it?.close());

describe("bisect", () => {
  test("finds the neighbours between which the drop happened, and the steps that would narrow it", async () => {
    const found = await bisect(it.ctx, { run: it.run.id, ...main, a: 100, b: 500 });
    expect(found).toMatchObject({ a: 100, b: 500, narrowedTo: { from: 300, to: 400 } });
    expect(found.wouldNarrow).toEqual([350, 325, 375]);
    expect(found.between.map(({ step }) => step)).toEqual([200, 300, 400]);
    const swing = sigmoid(1) - sigmoid(-1);
    expect(found.between.map(({ difference }) => difference.difference)).toEqual([0, expect.closeTo(-swing / n, 12), expect.closeTo((-12 * swing) / n, 12)]);
  });

  test("names the prompts that turned, when they did, and the tags that hold more of them than chance says", async () => {
    const { turned, tags } = await bisect(it.ctx, { run: it.run.id, ...main, a: 100, b: 500 });
    expect(turned.map(({ key, firstLossStep }) => [key, firstLossStep])).toEqual(it.keys.slice(40, 54).map((key, i) => [key, i < 12 ? 400 : 500]));
    for (const { change } of turned) expect(change).toBeCloseTo(sigmoid(-1) - sigmoid(1), 12);
    expect(tags.map(({ tag, nPrompts, nTurned }) => [tag, nPrompts, nTurned])).toEqual([["turning", 10, 10], ["mixed", 10, 4], ["calm", 40, 0]]);
    expect(tags[0]).toMatchObject({ expected: 10 * (14 / 60), p: expect.closeTo(fisherExact({ n, marked: 14, group: 10, markedInGroup: 10 }), 14) });
    expect(tags[0]!.adjustedP).toBeLessThan(0.001);
    expect(tags[2]!.p).toBeCloseTo(1, 12);
  });

  test("says nothing where nothing fell", async () => {
    expect(await bisect(it.ctx, { run: it.run.id, ...main, a: 100, b: 200 })).toMatchObject({ between: [], narrowedTo: null, turned: [], wouldNarrow: [150, 125, 175] });
  });

  test.each([
    [{ a: 100, b: 100 }, { code: "invalid-request", details: { errors: [{ path: "/query/b" }] } }],
    [{ a: 500, b: 100 }, { code: "invalid-request" }],
    [{ a: 100, b: 600 }, { code: "not-found" }],
    [{ a: 150, b: 500 }, { code: "not-found" }],
    [{ a: 100, b: 500, branch: "nowhere" }, { code: "invalid-request", details: { errors: [{ path: "/query/branch" }] } }],
    [{ a: 100, b: 500, rewardModel: "none" }, { code: "invalid-request", details: { errors: [{ path: "/query/rewardModel" }] } }],
    [{ a: 100, b: 500, referenceSet: "none" }, { code: "invalid-request" }],
    [{ a: 100, b: 500, run: "default/none" }, { code: "not-found" }],
  ])("%j is refused", async (query, problem) => {
    await expect(bisect(it.ctx, { run: it.run.id, ...main, ...query })).rejects.toMatchObject(problem);
  });

  test("compares with no step that another revision of the model scored", async () => {
    await it.ctx.db.summary.updateMany({ where: { checkpoint: { is: { step: 300n } } }, data: { identity: "another" } });
    const { between, narrowedTo } = await bisect(it.ctx, { run: it.run.id, ...main, a: 100, b: 500 });
    expect(between[1]).toEqual({ step: 300, difference: expect.objectContaining({ difference: null, reason: "other-identity" }) });
    expect(narrowedTo).toEqual({ from: 200, to: 400 });
    await expect(bisect(it.ctx, { run: it.run.id, ...main, a: 300, b: 500 })).rejects.toMatchObject({ code: "identity-mismatch" });
  });
});

describe("the matrix", () => {
  test("has a letter for every prompt at every step of the range", async () => {
    await it.checkpoint(600, Array.from({ length: n }, (_, i) => (i === 0 ? null : i === 1 ? "[refuse]" : i === 2 ? 0 : i === 3 ? -1 : 1)));
    const { steps, prompts, outcomes } = await readMatrix(it.ctx, { run: it.run.id, ...main, from: 400 });
    expect(steps.map(({ step, branch }) => [step, branch])).toEqual([[400, "main"], [500, "main"], [600, "main"]]);
    expect(prompts).toHaveLength(n);
    expect(prompts[45]).toEqual({ key: "p045", tags: ["turning"] });
    expect(outcomes[0]).toBe(`${"W".repeat(40)}${"L".repeat(12)}${"W".repeat(8)}`);
    expect(outcomes[2]).toBe(`MFTL${"W".repeat(56)}`);
    expect((await readMatrix(it.ctx, { run: it.run.id, ...main, from: 150, to: 200 })).steps.map(({ step }) => step)).toEqual([200]);
    expect((await readMatrix(it.ctx, { run: it.run.id, ...main, from: 601, to: 700 }))).toMatchObject({ steps: [], outcomes: [] });
  });

  test("of more than two million outcomes is refused with what to ask instead", async () => {
    await it.ctx.db.promptSet.updateMany({ data: { nPrompts: 400_000 } });
    await expect(readMatrix(it.ctx, { run: it.run.id, ...main })).rejects.toMatchObject({ code: "invalid-request", message: expect.stringContaining("at most 5 steps") });
    await it.ctx.db.promptSet.updateMany({ data: { nPrompts: n } });
  });

  test.each([
    [{ from: 500, to: 100 }, { code: "invalid-request", details: { errors: [{ path: "/query/to" }] } }],
    [{ branch: "nowhere" }, { code: "invalid-request" }],
    [{ run: "none" }, { code: "not-found" }],
  ])("%j is refused", async (query, problem) => {
    await expect(readMatrix(it.ctx, { run: it.run.id, ...main, ...query })).rejects.toMatchObject(problem);
  });
});
