import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { z } from "zod";
import type { importPreferences as contract } from "@/lib/contracts";
import { importPreferences } from "@/lib/pipeline/import-preferences";
import { listPairs } from "@/lib/pipeline/list-pairs";
import { readCurve } from "@/lib/pipeline/read-curve";
import { readVerdict } from "@/lib/pipeline/read-verdict";
import { createRewardModel } from "@/lib/services/create-reward-model";
import { createRun } from "@/lib/services/create-run";
import { readCheckpoint } from "@/lib/services/read-checkpoint";
import { rescore } from "@/lib/services/rescore";
import { scoreItems } from "@/lib/services/score-items";
import { createScoredRun, type ScoredRun } from "../support/scored-run";

type Preferences = z.infer<NonNullable<typeof contract.body>>["preferences"];

let it: ScoredRun;
let run: string;
const judge = { name: "judge", kind: "pairwise", input: "text-pair", backend: { type: "imported", source: "somebody" } } as const;
beforeEach(async () => {
  it = await createScoredRun({ n: 60 });
  expect((await createRewardModel(it.ctx, judge)).rewardModel).toMatchObject({ status: "ready", hasProbability: true, conformance: expect.arrayContaining([expect.objectContaining({ outcome: "skipped" })]) });
  const created = await createRun(it.ctx, { project: "default", name: "judged", promptSet: "prompts", rewardModels: [{ id: "judge", role: "monitor" }] });
  run = created.run.id;
  await it.checkpoint(100, it.keys.map(() => "an answer"), { run: created.run });
  it.server.requests.length = 0;
});
afterEach(() => it.close());

const give = (probabilities: readonly (number | null)[], more: { step?: number; allowMissing?: boolean } = {}) => {
  const preferences: Preferences = probabilities.map((probability, i) => ({ key: it.keys[i] ?? "", probability }));
  return importPreferences(it.ctx, { run, body: { step: 100, branch: "main", rewardModel: "judge", allowMissing: false, preferences, ...more } });
};
const point = async () => (await readCurve(it.ctx, { run, branch: "main" })).points[0];
const all = (p: number) => it.keys.map(() => p);

describe("imported preferences", () => {
  test("make the point: win probability is their mean, outcomes their sides of one half; nobody is asked", async () => {
    expect((await readCheckpoint(it.ctx, { run, step: 100, branch: "main" })).status).not.toBe("scored");
    const probabilities = it.keys.map((_, i) => (i < 20 ? 0.9 : i < 25 ? 0.5 : 0.2));
    expect(await give(probabilities)).toMatchObject({ changed: true, answer: { nPreferences: 60, nFailed: 0, rewardModel: "judge", referenceSet: "zero" } });
    await it.work();
    const drawn = await point();
    expect(drawn).toMatchObject({ nWin: 20, nTie: 5, nLoss: 35, nFailed: 0, nPrompts: 60, provisional: false, look: 1 });
    expect(drawn?.positionBias ?? null).toBeNull();
    expect(drawn?.winProbability.value).toBeCloseTo((20 * 0.9 + 5 * 0.5 + 35 * 0.2) / 60, 7);
    expect((await readCheckpoint(it.ctx, { run, step: 100, branch: "main" })).status).toBe("scored");
    expect(it.server.requests).toEqual([]);
    const { items } = await listPairs(it.ctx, { run, branch: "main", step: 100, limit: 1 });
    expect(items[0]).toMatchObject({ outcome: "win", score: null });
    expect(items[0]?.probability).toBeCloseTo(0.9, 6);
    expect(items[0]).not.toHaveProperty("probabilityAB");
  });

  test("0 and 1 stay what they are to a billionth", async () => {
    await give(it.keys.map((_, i) => (i % 2 === 0 ? 1 : 0)));
    await it.work();
    expect((await point())?.winProbability.value).toBeCloseTo(0.5, 8);
  });

  test("the same again changes nothing; another preference is a conflict, and the first stays", async () => {
    await give(all(0.25));
    expect((await give(all(0.25))).changed).toBe(false);
    await expect(give(all(0.75))).rejects.toMatchObject({ code: "preferences-conflict", details: { errors: expect.arrayContaining([{ path: "/preferences/0/probability", message: expect.stringContaining("0.250000 already") }]) } });
    await it.work();
    expect((await point())?.winProbability.value).toBeCloseTo(0.25, 7);
  });

  test("pairs without one are refused, or with allowMissing count as failed and may be filled in later", async () => {
    await expect(give([0.5, null])).rejects.toMatchObject({ code: "invalid-request", message: expect.stringContaining("59 pairs have no preference") });
    expect(await give([0.5, null], { allowMissing: true })).toMatchObject({ answer: { nPreferences: 1, nFailed: 59 } });
    await it.work();
    expect(await point()).toMatchObject({ nTie: 1, nFailed: 59, incomplete: true });
    await give(all(0.5));
    await it.work();
    expect(await point()).toMatchObject({ nTie: 60, nFailed: 0, incomplete: false });
  });

  test("two imports at once keep what each of them says", async () => {
    const halves = [0, 1].map((half) => it.keys.map((_, i) => (i % 2 === half ? 0.8 : null)));
    await Promise.all(halves.map((half) => give(half, { allowMissing: true })));
    await it.work();
    expect(await point()).toMatchObject({ nWin: 60, nFailed: 0, incomplete: false });
  });

  test("keys that are unknown or doubled are named, and nothing is kept", async () => {
    const preferences = [{ key: "p000", probability: 0.5 }, { key: "p000", probability: 0.5 }, { key: "nobody", probability: 0.5 }];
    const body = { step: 100, branch: "main", rewardModel: "judge", allowMissing: true, preferences };
    await expect(importPreferences(it.ctx, { run, body })).rejects.toMatchObject({ details: { errors: [expect.objectContaining({ path: "/preferences/1/key" }), expect.objectContaining({ path: "/preferences/2/key" })] } });
    expect(await it.ctx.db.scoreVector.count({ where: { rewardModel: { name: "judge" } } })).toBe(0);
  });

  test("are refused for a model that scores by itself; the judge itself cannot be asked, nor scored again", async () => {
    await expect(importPreferences(it.ctx, { run: it.run.id, body: { step: 100, branch: "main", rewardModel: "served", allowMissing: true, preferences: [{ key: "p000", probability: 1 }] } })).rejects.toMatchObject({ details: { errors: [expect.objectContaining({ path: "/rewardModel" })] } });
    await expect(scoreItems(it.ctx, { rewardModel: "judge", explain: false, items: [{ prompt: "a", completion: "b", reference: "c" }] })).rejects.toMatchObject({ code: "invalid-request" });
    await expect(rescore(it.ctx, { run, rewardModel: "judge" })).rejects.toMatchObject({ code: "invalid-request", message: expect.stringContaining("cannot be asked again") });
    expect(await rescore(it.ctx, { run })).toEqual({ nVectors: 0 });
  });

  test("carry a verdict: a run that the judge likes less and less is regressed", async () => {
    await give(all(0.7));
    for (const step of [200, 300, 400, 500, 600, 700, 800]) {
      await it.checkpoint(step, it.keys.map((_, i) => `answer ${i} of ${step}`), { run: { ...it.run, id: run } });
      await give(it.keys.map((_, i) => (step < 500 ? 0.7 : 0.3) + 0.02 * Math.sin(i * 12.9898 + step)), { step });
    }
    await it.work();
    expect(await readVerdict(it.ctx, { run, branch: "main" })).toMatchObject({ verdict: "regressed", regression: { step: 500 } });
  });
});
