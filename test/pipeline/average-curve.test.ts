import { afterEach, expect, test } from "vitest";
import { compare } from "@/lib/pipeline/compare";
import { listPairs } from "@/lib/pipeline/list-pairs";
import { readCurve } from "@/lib/pipeline/read-curve";
import { readVerdict } from "@/lib/pipeline/read-verdict";
import { addRunReferenceSet } from "@/lib/services/add-run-reference-set";
import { createReferenceSet } from "@/lib/services/create-reference-set";
import { createScoredRun, scoredText, type ScoredRun } from "../support/scored-run";

let it: ScoredRun;
afterEach(() => it?.close());
const all = { branch: "main", referenceSet: "*" };
const shares = (nWins: number) => Array.from({ length: 60 }, (_, i) => (i < nWins ? 1 : -1));

test("the curve over all references averages each prompt, and names what it averaged", async () => {
  it = await createScoredRun({ n: 60 });
  await it.checkpoint(100, shares(30));
  await it.checkpoint(200, shares(45));
  const { points: [alone] } = await readCurve(it.ctx, { run: it.run.id, ...all });
  expect(alone).toMatchObject({ nWin: 30, nLoss: 30, look: null, adjustedP: null, provisional: false });

  // Against its own step 100, step 200 ties on 30 + 15 prompts and wins on 15.
  await addRunReferenceSet(it.ctx, { run: it.run.id, checkpoint: 100, branch: "main", name: "early" });
  await it.work();
  const zero = await readCurve(it.ctx, { run: it.run.id, branch: "main", referenceSet: "zero" });
  const early = await readCurve(it.ctx, { run: it.run.id, branch: "main", referenceSet: "early" });
  const both = await readCurve(it.ctx, { run: it.run.id, ...all });
  expect(both.referenceSet).toBeNull();
  expect(both.averagedOver?.map(({ name }) => name)).toEqual(["zero", "early"]);
  expect(both.methods.winRate).toBe("Wilson 95 % of per-prompt means over 2 references");
  expect(both.points.map(({ step }) => step)).toEqual([100, 200]);
  both.points.forEach((point, i) => {
    for (const metric of ["winRate", "winProbability"] as const) {
      expect(point[metric].value).toBeCloseTo((zero.points[i]![metric].value! + early.points[i]![metric].value!) / 2, 12);
    }
    expect(point.meanScore).toEqual(zero.points[i]!.meanScore);
    expect(point.identity).not.toBe(zero.points[i]!.identity);
  });
  expect(both.points[1]!.winRate.value).toBe((45 / 60 + (15 + 45 / 2) / 60) / 2);
});

test("a point is provisional while one of the references is not scored", async () => {
  it = await createScoredRun({ n: 60 });
  await it.checkpoint(100, shares(30));
  await createReferenceSet(it.ctx, { promptSet: "prompts", body: { name: "later", completions: it.keys.map((key) => ({ key, completion: scoredText(2, key) })) } });
  await addRunReferenceSet(it.ctx, { run: it.run.id, referenceSet: "later" });
  const { points: [point] } = await readCurve(it.ctx, { run: it.run.id, ...all });
  expect(point).toMatchObject({ provisional: true, nPending: 60, nPrompts: 0, winRate: { value: null, reason: "no-pairs" } });
  await it.work();
  expect((await readCurve(it.ctx, { run: it.run.id, ...all })).points[0]).toMatchObject({ provisional: false, nTie: 30, nLoss: 30, winRate: { value: 0.25 } });
});

test("only the curve averages: everything else says which field to change, and to what", async () => {
  it = await createScoredRun({ n: 60 });
  await it.checkpoint(100, shares(30));
  const refusal = { code: "invalid-request", message: expect.stringContaining("name one of zero"), details: { errors: [{ path: "/query/referenceSet" }] } };
  const run = it.run.id;
  await expect(readVerdict(it.ctx, { run, ...all })).rejects.toMatchObject(refusal);
  await expect(listPairs(it.ctx, { run, ...all, step: 100, limit: 1 })).rejects.toMatchObject(refusal);
  await expect(compare(it.ctx, { run, ...all, a: "100", b: "100" })).rejects.toMatchObject(refusal);
  await expect(readCurve(it.ctx, { run, branch: "main", rewardModel: "*" })).rejects.toMatchObject({ code: "invalid-request" });
});

test("the curve of one tag is of its prompts alone, has no looks of its own, and says which tag; an unknown one is refused with those that exist", async () => {
  it = await createScoredRun({ n: 60, tagsOf: (i) => (i < 20 ? ["math", "short"] : ["code"]) });
  await it.checkpoint(100, shares(30));
  const run = it.run.id;
  const math = await readCurve(it.ctx, { run, branch: "main", tag: "math" });
  expect(math).toMatchObject({ tag: "math", referenceSet: { name: "zero" }, points: [{ step: 100, nPrompts: 20, nWin: 20, nLoss: 0, look: null, adjustedP: null, provisional: false }] });
  const code = await readCurve(it.ctx, { run, branch: "main", tag: "code", referenceSet: "*" });
  expect(code).toMatchObject({ tag: "code", points: [{ nPrompts: 40, nWin: 10, nLoss: 30, winRate: { value: 0.25 } }] });
  const whole = await readCurve(it.ctx, { run, branch: "main" });
  expect((20 * math.points[0]!.winProbability.value! + 40 * code.points[0]!.winProbability.value!) / 60).toBeCloseTo(whole.points[0]!.winProbability.value!, 12);
  expect(whole).not.toHaveProperty("tag");
  await expect(readCurve(it.ctx, { run, branch: "main", tag: "poems" })).rejects.toMatchObject({
    code: "invalid-request", details: { errors: [{ path: "/query/tag", message: expect.stringContaining("math, short, code") }] },
  });
});
