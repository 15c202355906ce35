import { afterEach, describe, expect, test } from "vitest";
import { readDegeneracy } from "@/lib/pipeline/read-degeneracy";
import { readOverOptimisation } from "@/lib/pipeline/read-over-optimisation";
import { readRatings } from "@/lib/pipeline/read-ratings";
import { addRunReferenceSet } from "@/lib/services/add-run-reference-set";
import { logMetrics } from "@/lib/services/log-metrics";
import { sigmoid } from "@/lib/stats/sigmoid";
import { createScoredRun, scoredText, type ScoredRun } from "../support/scored-run";

let it: ScoredRun;
afterEach(() => it?.close());
const main = { branch: "main" };
const all = (n: number, value: number | string) => Array.from({ length: n }, () => value);

describe("the monitors of texts", () => {
  test("show each checkpoint's texts against the first ones, and mark what changed", async () => {
    it = await createScoredRun({ n: 60 });
    for (const step of [0, 1, 2, 3]) await it.checkpoint(step, all(60, step + 1));
    const last = await it.checkpoint(4, it.keys.map((key) => `no no no no no no no no no no no no ${key.slice(0, 1)} [score 9]`));
    const { monitors } = await readDegeneracy(it.ctx, { run: it.run.id, ...main });
    const monitor = (key: string) => monitors.find((m) => m.key === key)!;
    expect(monitor("duplicate").points.map(({ step, estimate, n, changed }) => [step, estimate.value, n, changed])).toEqual([[0, 0, 60, false], [1, 0, 60, false], [2, 0, 60, false], [3, 0, 60, false], [4, 1, 60, true]]);
    expect(monitor("duplicate").points[4]!.checkpointId).toBe(last);
    expect(monitor("repeatedBigrams")).toMatchObject({ higherIsWorse: true, unit: "share", method: expect.stringContaining("95 %") });
    expect(monitor("repeatedBigrams").points[4]!.changed).toBe(true);
    expect(monitor("length")).toMatchObject({ higherIsWorse: null });
    expect(monitor("truncated").points[0]!.estimate).toEqual({ value: null, low: null, high: null, reason: "no-texts" });
    const [reference, own] = [scoredText(0, "p000").length, scoredText(1, "p000").length];
    expect(monitor("lengthChange").points[0]!.estimate.value ?? Math.log(own / reference)).toBeCloseTo(Math.log(own / reference), 6);
    expect(monitor("lengthChange").points[4]!.changed).toBe(true);
  });

  test("are measured afterwards for texts that were kept before there were any", async () => {
    it = await createScoredRun({ n: 4 });
    await it.checkpoint(100, [1, 2, 3, 4]);
    await it.ctx.db.completionSet.updateMany({ data: { textMeasures: null } });
    const values = async () => (await readDegeneracy(it.ctx, { run: it.run.id, ...main })).monitors.find(({ key }) => key === "empty")!.points.map(({ estimate }) => estimate);
    expect(await values()).toEqual([{ value: null, low: null, high: null, reason: "not-measured" }]);
    await values();
    const asked = await it.ctx.db.stageTask.findMany({ where: { stage: "ingest-completions", status: "pending" } });
    expect(asked.map(({ generation }) => generation)).toEqual([2]);
    await it.work();
    expect(await values()).toMatchObject([{ value: 0 }]);
    await it.ctx.db.completionSet.updateMany({ data: { textMeasures: null } });
    await it.ctx.db.stageTask.updateMany({ where: { stage: "ingest-completions" }, data: { status: "failed" } });
    await values();
    expect(await it.ctx.db.stageTask.count({ where: { stage: "ingest-completions", status: "pending" } })).toBe(0);
  });

  test("of a branch begin with its parent's, and a run without checkpoints has none", async () => {
    it = await createScoredRun({ n: 4 });
    expect((await readDegeneracy(it.ctx, { run: it.run.id, ...main })).monitors.every(({ points }) => points.length === 0)).toBe(true);
    await it.checkpoint(100, [1, 2, 3, 4]);
    await it.checkpoint(200, [1, 2, 3, 4]);
    await it.checkpoint(150, [1, 2, 3, 5], { branch: "main.2" });
    const { monitors: [first] } = await readDegeneracy(it.ctx, { run: it.run.id, branch: "main.2" });
    expect(first!.points.map(({ step }) => step)).toEqual([100, 150]);
    await expect(readDegeneracy(it.ctx, { run: it.run.id, branch: "nowhere" })).rejects.toMatchObject({ code: "invalid-request" });
  });
});

describe("over-optimisation", () => {
  test("says which reward model is missing", async () => {
    it = await createScoredRun({ n: 4, models: [{ id: "a", role: "monitor" }, { id: "b", role: "training" }] });
    expect(await readOverOptimisation(it.ctx, { run: it.run.id, ...main })).toMatchObject({ training: { name: "b" }, heldOut: null, flag: null, points: [], fit: null, reason: "no-held-out-model" });
    await it.ctx.db.runRewardModel.updateMany({ data: { role: "held-out" } });
    expect((await readOverOptimisation(it.ctx, { run: it.run.id, ...main })).reason).toBe("no-training-model");
    await it.ctx.db.runRewardModel.updateMany({ data: { role: "monitor" } });
    expect((await readOverOptimisation(it.ctx, { run: it.run.id, ...main })).reason).toBe("no-training-and-no-held-out-model");
  });

  test("draws both models, their agreement, and the logged divergence, at the steps that have it", async () => {
    it = await createScoredRun({ n: 60, models: [{ id: "ours", role: "training" }, { id: "theirs", role: "held-out" }] });
    const id = await it.checkpoint(100, all(60, 0).map((_, i) => (i < 45 ? 1 : -1)));
    await it.checkpoint(200, all(60, 2));
    await logMetrics(it.ctx, { run: it.run.id, step: 200, ...main, values: { kl: 3, entropy: 1 } });
    const found = await readOverOptimisation(it.ctx, { run: it.run.id, ...main });
    expect(found).toMatchObject({ training: { name: "ours" }, heldOut: { name: "theirs" }, reason: null, fit: null, fitReason: "too-few-looks" });
    const mean = 0.75 * sigmoid(1) + 0.25 * sigmoid(-1);
    expect(found.points[0]).toMatchObject({ step: 100, checkpointId: id, gap: 0, concordance: 1, kl: null, winRate: 0.75, rankAgreement: expect.closeTo(1, 12) });
    expect(found.points[0]!.training).toBeCloseTo(mean, 12);
    expect(found.points[0]!.heldOut).toBeCloseTo(mean, 12);
    expect(found.points[1]).toMatchObject({ step: 200, kl: 3, rankAgreement: null, winRate: 1 });
    expect(found.flag).toMatchObject({ flagged: false, contrast: null, errorLevel: 0.05 });
  });

  test("is flagged where the held-out model's alarm meets a training score that rose", async () => {
    it = await createScoredRun({ n: 60, models: [{ id: "ours", role: "training" }, { id: "theirs", role: "held-out" }] });
    for (const step of [0, 100, 200, 300]) await it.checkpoint(step, all(60, 1));
    await it.checkpoint(400, all(60, 1.5));
    const [ours, theirs] = it.run.rewardModels.map(({ id }) => id) as [string, string];
    const episode = await it.ctx.db.episode.findFirstOrThrow({ where: { rewardModelId: theirs } });
    const decision = await it.ctx.db.decision.findFirstOrThrow({ where: { rewardModelId: theirs } });
    const contrast = { family: "all", kind: "fast", blockSteps: [0, 100, 200, 300], windowSteps: [400], nUnits: 60, drop: 0.08, dropLow: 0.03, adjustedP: 0.001 };
    const regression = { step: 400, checkpointId: "x", kind: "sustained", contrast };
    await it.ctx.db.decision.updateMany({ where: { rewardModelId: theirs }, data: { findings: { ...(decision.findings as object), regression } } });
    const { flag } = await readOverOptimisation(it.ctx, { run: it.run.id, ...main });
    expect(flag).toMatchObject({ flagged: true, contrast, errorLevel: episode.alpha, sentence: expect.stringContaining("while training score rose by") });
    expect(flag!.trainingRise).toBeCloseTo(sigmoid(1.5) - sigmoid(1), 12);

    await it.ctx.db.scoreVector.updateMany({ where: { rewardModelId: ours, completionSet: { checkpoints: { some: { step: 400n } } } }, data: { scores: new Uint8Array(new Float32Array(60).buffer) } });
    expect((await readOverOptimisation(it.ctx, { run: it.run.id, ...main })).flag).toMatchObject({ flagged: false, sentence: expect.stringContaining("plain regression") });

    await it.ctx.db.decision.updateMany({ where: { rewardModelId: theirs }, data: { findings: { ...(decision.findings as object), regression, episodeId: "earlier" } } });
    expect((await readOverOptimisation(it.ctx, { run: it.run.id, ...main })).flag).toBeNull();
  });

  test("fits the held-out score against the divergence where looks lie on both sides of the peak", async () => {
    it = await createScoredRun({ n: 4, models: [{ id: "ours", role: "training" }, { id: "theirs", role: "held-out" }] });
    // R = d (2 - ln d) peaks at d = e.
    const gold = (d: number) => (d === 0 ? 0 : d * (2 - Math.log(d)));
    for (const d of [0, 1, 2, 3, 4, 5]) {
      await it.checkpoint(d * 100, all(4, Number(gold(d).toFixed(6))));
      await logMetrics(it.ctx, { run: it.run.id, step: d * 100, ...main, values: { kl: d * d } });
    }
    const { fit, fitReason } = await readOverOptimisation(it.ctx, { run: it.run.id, ...main });
    expect(fitReason).toBeNull();
    expect(fit).toMatchObject({ form: "rl", alpha: expect.closeTo(2, 4), beta: expect.closeTo(1, 4), peakKl: expect.closeTo(Math.E ** 2, 3), looksBeforePeak: 3, looksAfterPeak: 3 });
  });
});

describe("ratings", () => {
  test("place references and checkpoints on one scale, best first", async () => {
    it = await createScoredRun({ n: 60 });
    const none = await readRatings(it.ctx, { run: it.run.id, ...main });
    expect(none).toMatchObject({ competitors: [], reason: "no-comparisons" });
    await it.checkpoint(100, all(60, 0).map((_, i) => (i < 20 ? 1 : -1)));
    await it.checkpoint(200, all(60, 0).map((_, i) => (i < 45 ? 1 : -1)));
    const found = await readRatings(it.ctx, { run: it.run.id, ...main });
    expect(found.competitors.map(({ name, kind, step }) => [name, kind, step])).toEqual([["step 200", "checkpoint", 200], ["zero", "reference", null], ["step 100", "checkpoint", 100]]);
    expect(found).toMatchObject({ nPrompts: 60, reason: null, method: expect.stringContaining("resamples of prompts") });
    const [best, zero, worst] = found.competitors.map(({ strength }) => strength.value!) as [number, number, number];
    expect(best - zero).toBeCloseTo(Math.log(45 / 15), 6);
    expect(zero - worst).toBeCloseTo(Math.log(40 / 20), 6);
    expect(best + zero + worst).toBeCloseTo(0, 9);
    expect(found.competitors[0]!.elo.value).toBeCloseTo((best * 400) / Math.LN10, 6);
    expect(await readRatings(it.ctx, { run: it.run.id, ...main })).toEqual(found);

    await addRunReferenceSet(it.ctx, { run: it.run.id, checkpoint: 100, ...main, name: "early" });
    await it.work();
    expect((await readRatings(it.ctx, { run: it.run.id, ...main })).competitors).toHaveLength(4);
    await expect(readRatings(it.ctx, { run: it.run.id, ...main, rewardModel: "none" })).rejects.toMatchObject({ code: "invalid-request" });
    await expect(readRatings(it.ctx, { run: it.run.id, branch: "nowhere" })).rejects.toMatchObject({ code: "invalid-request" });
  });
});
