import { beforeEach, describe, expect, test } from "vitest";
import { aggregateWinRate } from "@/lib/pipeline/aggregate-win-rate";
import { readCurve } from "@/lib/pipeline/read-curve";
import { readMatrix } from "@/lib/pipeline/read-matrix";
import { addRunReferenceSet } from "@/lib/services/add-run-reference-set";
import { createPromptSet } from "@/lib/services/create-prompt-set";
import { createReferenceSet } from "@/lib/services/create-reference-set";
import { createRun } from "@/lib/services/create-run";
import { listAnnotations } from "@/lib/services/list-annotations";
import { readRun } from "@/lib/services/read-run";
import { rescore } from "@/lib/services/rescore";
import { createScoredRun, scoredText, type ScoredRun } from "../support/scored-run";

let it: ScoredRun;
let run: string;
const main = { branch: "main" };
beforeEach(async () => {
  it = await createScoredRun({ n: 6 });
  run = it.run.id;
  return () => it.close();
});
/** Texts that the model server was asked for since the last call. */
function asked(): number {
  const n = it.server.requests.reduce((sum, { body }) => sum + (body?.pairs?.length ?? 0), 0);
  it.server.requests.length = 0;
  return n;
}
const drawn = async (selection: object = {}) =>
  (await readCurve(it.ctx, { run, ...main, ...selection })).points.map(({ step, look, provisional, nWin, nTie, nLoss, nFailed }) => ({ step, look, provisional, nWin, nTie, nLoss, nFailed }));

describe("rescoring", () => {
  test("of a history that is as the model is now asks for nothing", async () => {
    await it.checkpoint(100, [1, 1, 1, 1, -1, 0]);
    expect(await rescore(it.ctx, { run })).toEqual({ nVectors: 0 });
    expect((await listAnnotations(it.ctx, { run, limit: 50 })).items).toEqual([]);
  });

  test("brings what an earlier identity scored to the present one, keeps the looks' numbers, and is noted", async () => {
    await it.checkpoint(100, [1, 1, 1, 1, -1, 0]);
    await it.checkpoint(200, [1, 1, 1, -1, -1, 0]);
    const before = await drawn();
    // As after another revision was registered: what is stored was made by something else.
    await it.ctx.db.scoreVector.updateMany({ data: { identity: "earlier" } });
    await it.ctx.db.cachedScore.updateMany({ data: { identity: "earlier" } });
    asked();
    expect(await rescore(it.ctx, { run })).toEqual({ nVectors: 3 });
    expect(await rescore(it.ctx, { run: "default/run" })).toEqual({ nVectors: 3 });
    await it.work();
    // Six references; five texts of step 100 that are none of them; one of step 200 that is new.
    expect(asked()).toBe(12);
    expect(await drawn()).toEqual(before);
    expect(new Set((await it.ctx.db.scoreVector.findMany()).map(({ identity }) => identity))).toEqual(new Set([(await it.ctx.db.rewardModel.findFirstOrThrow()).identity]));
    const notes = (await listAnnotations(it.ctx, { run, limit: 50 })).items;
    expect(notes).toEqual([expect.objectContaining({ author: "tidemark", step: null, text: expect.stringContaining("3 sets of completions by served") })]);
    expect(await rescore(it.ctx, { run })).toEqual({ nVectors: 0 });
  });

  test("never compares scores of two revisions: while only one side has been scored again, the point is provisional", async () => {
    const checkpointId = await it.checkpoint(100, [1, 1, 1, 1, -1, 0]);
    const [before] = (await readCurve(it.ctx, { run, ...main })).points;
    await it.ctx.db.scoreVector.updateMany({ where: { completionSet: { checkpoints: { some: {} } } }, data: { identity: "earlier" } });
    const redraw = () => aggregateWinRate(it.ctx, { checkpointId, rewardModelId: it.run.rewardModels[0]!.id });
    await redraw();
    expect(await drawn()).toEqual([expect.objectContaining({ provisional: true, look: 1, nWin: 0 })]);
    expect((await readMatrix(it.ctx, { run, ...main })).outcomes).toEqual(["PPPPPP"]);
    await it.ctx.db.scoreVector.updateMany({ data: { identity: "earlier" } });
    await redraw();
    const [old] = (await readCurve(it.ctx, { run, ...main })).points;
    expect(old).toMatchObject({ provisional: false, nWin: 4, winProbability: before!.winProbability });
    expect(old!.identity).not.toBe(before!.identity);
  });

  test("tries failed items again, and their point keeps its value until then", async () => {
    const texts = [1, 1, 1, 1, "[fails]", "[fails] too"];
    await it.checkpoint(100, texts);
    const before = await drawn();
    expect(before).toMatchObject([{ nWin: 4, nFailed: 2, provisional: false, look: 1 }]);
    expect(await rescore(it.ctx, { run })).toEqual({ nVectors: 1 });
    expect(await drawn()).toEqual(before);
    await it.work();
    expect(await drawn()).toEqual(before);
    const { id } = await it.ctx.db.completionSet.findFirstOrThrow({ where: { checkpoints: { some: {} } } });
    it.server.mend();
    expect(await rescore(it.ctx, { run, rewardModel: "served", referenceSet: "zero" })).toEqual({ nVectors: 1 });
    await it.work();
    expect((await it.ctx.db.scoreVector.findFirstOrThrow({ where: { completionSetId: id } })).nFailed).toBe(0);
    expect(await drawn()).toMatchObject([{ nFailed: 0, provisional: false, look: 1 }]);
  });

  test.each([
    [{ rewardModel: "none" }, { code: "invalid-request", details: { errors: [{ path: "/rewardModel" }] } }],
    [{ referenceSet: "none" }, { code: "invalid-request", details: { errors: [{ path: "/referenceSet" }] } }],
    [{ run: "none" }, { code: "not-found" }],
  ])("%j is refused", async (body, problem) => {
    await expect(rescore(it.ctx, { run, ...body })).rejects.toMatchObject(problem);
  });

  test("by a model that failed its check is refused with what to do", async () => {
    await it.ctx.db.rewardModel.updateMany({ data: { status: "failed" } });
    await expect(rescore(it.ctx, { run })).rejects.toMatchObject({ code: "reward-model-failed", message: expect.stringContaining("served") });
  });
});

describe("another reference set", () => {
  test("made of a checkpoint redraws all history without asking the model", async () => {
    await it.checkpoint(100, [1, 1, 1, -1, -1, -1]);
    await it.checkpoint(200, [2, 1, 1, -1, -1, -2]);
    asked();
    const { run: now, added } = await addRunReferenceSet(it.ctx, { run, checkpoint: 100, ...main });
    expect([added, now.referenceSets.map(({ name }) => name)]).toEqual([true, ["zero", "run-step-100"]]);
    await it.work();
    expect(asked()).toBe(0);
    expect(await drawn({ referenceSet: "run-step-100" })).toMatchObject([{ step: 100, look: 1, nTie: 6 }, { step: 200, look: 2, nWin: 1, nTie: 4, nLoss: 1 }]);
    expect((await readMatrix(it.ctx, { run, ...main, referenceSet: "run-step-100" })).outcomes).toEqual(["TTTTTT", "WTTTTL"]);
    expect(await it.ctx.db.completionSet.count()).toBe(3);
    expect(await readRun(it.ctx, { run })).toMatchObject({ nScored: 2, primary: { referenceSet: now.referenceSets[0]!.id } });
  });

  test("is added once, however often it is asked for", async () => {
    await it.checkpoint(100, [1, 1, 1, -1, -1, -1]);
    const first = await addRunReferenceSet(it.ctx, { run, checkpoint: 100, ...main, name: "base" });
    const again = await addRunReferenceSet(it.ctx, { run, checkpoint: 100, ...main, name: "base" });
    expect([first.added, again.added, again.run.referenceSets.length]).toEqual([true, false, 2]);
    expect((await addRunReferenceSet(it.ctx, { run, referenceSet: "base" })).added).toBe(false);
    await Promise.all([1, 2, 3].map(() => addRunReferenceSet(it.ctx, { run, checkpoint: 100, ...main })));
    expect((await readRun(it.ctx, { run })).referenceSets.map(({ name }) => name)).toEqual(["zero", "base", "run-step-100"]);
  });

  test("of new texts is scored, and only that", async () => {
    await it.checkpoint(100, [1, 1, 1, -1, -1, -1]);
    await createReferenceSet(it.ctx, { promptSet: "prompts", body: { name: "strong", completions: it.keys.map((key) => ({ key, completion: scoredText(3, key) })) } });
    await it.work();
    asked();
    expect((await addRunReferenceSet(it.ctx, { run, referenceSet: "strong" })).added).toBe(true);
    await it.work();
    expect(asked()).toBe(6);
    expect(await drawn({ referenceSet: "strong" })).toMatchObject([{ nLoss: 6, provisional: false }]);
  });

  test("leaves the run the one that was created: creating it again finds it", async () => {
    const body = { project: "default", name: "run", promptSet: "prompts", referenceSets: ["zero"], rewardModels: [{ id: "served", role: "monitor" as const }] };
    await it.checkpoint(100, [1, 1, 1, -1, -1, -1]);
    await addRunReferenceSet(it.ctx, { run, checkpoint: 100, ...main });
    for (const referenceSets of [["zero"], ["zero", "run-step-100"]]) expect(await createRun(it.ctx, { ...body, referenceSets })).toMatchObject({ created: false, run: { id: run } });
    const { referenceSets: _left, ...without } = body;
    expect((await createRun(it.ctx, without)).created).toBe(false);
    for (const referenceSets of [["run-step-100"], ["run-step-100", "zero"]]) await expect(createRun(it.ctx, { ...body, referenceSets })).rejects.toMatchObject({ code: "run-conflict" });
  });

  test("becomes the primary of a run that has none", async () => {
    await it.checkpoint(100, [1, 1, 1, -1, -1, -1]);
    await it.ctx.db.run.updateMany({ data: { primaryReferenceSetId: null } });
    const { run: now } = await addRunReferenceSet(it.ctx, { run, checkpoint: 100, ...main });
    expect(now.primary?.referenceSet).toBe(now.referenceSets[1]!.id);
  });

  test("with the longest names has a name that is valid", async () => {
    await it.ctx.db.run.updateMany({ data: { name: "r".repeat(100) } });
    await it.checkpoint(Number.MAX_SAFE_INTEGER, [1, 1, 1, -1, -1, -1]);
    const { run: now } = await addRunReferenceSet(it.ctx, { run, checkpoint: Number.MAX_SAFE_INTEGER, ...main });
    expect(now.referenceSets[1]!.name).toMatch(/^r+-step-9007199254740991$/);
    expect(now.referenceSets[1]!.name).toHaveLength(100);
  });

  test("that cannot be is refused", async () => {
    await it.checkpoint(100, [1, null, 1, null, -1, -1]);
    await it.checkpoint(200, [1, 1, 1, -1, -1, -1]);
    type Body = { run?: string } & ({ referenceSet: string } | { checkpoint: number; branch: string; name?: string });
    const refused = (body: Body, problem: object) => expect(addRunReferenceSet(it.ctx, { run, ...body })).rejects.toMatchObject(problem);
    await refused({ checkpoint: 100, ...main }, { code: "invalid-request", message: expect.stringContaining("2 of 6 prompts") });
    await refused({ checkpoint: 300, ...main }, { code: "not-found" });
    await refused({ checkpoint: 200, branch: "nowhere" }, { code: "not-found" });
    await refused({ checkpoint: 200, ...main, name: "zero" }, { code: "reference-set-conflict" });
    await refused({ referenceSet: "none" }, { code: "invalid-request", details: { errors: [{ path: "/referenceSet" }] } });
    await refused({ run: "none", referenceSet: "zero" }, { code: "not-found" });
    await createPromptSet(it.ctx, { name: "foreign", prompts: [{ key: "x", prompt: "Another question?" }] });
    const { referenceSet } = await createReferenceSet(it.ctx, { promptSet: "foreign", body: { name: "theirs", completions: [{ key: "x", completion: "y" }] } });
    await refused({ referenceSet: referenceSet.id }, { code: "prompt-set-mismatch" });
    expect(await it.ctx.db.referenceSet.count()).toBe(2);
  });
});
