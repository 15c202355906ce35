import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ListedRun, Run } from "@/lib/contracts";
import { readBest } from "@/lib/pipeline/read-best";
import { readCurve } from "@/lib/pipeline/read-curve";
import { readVerdict } from "@/lib/pipeline/read-verdict";
import { createRewardModel } from "@/lib/services/create-reward-model";
import { createRun } from "@/lib/services/create-run";
import { listRuns, type ListRunsInput } from "@/lib/services/list-runs";
import { serverSpec } from "../support/model-servers/score-all";
import { createScoredRun, type ScoredRun } from "../support/scored-run";

/** Scores around a mean, each prompt with its own luck that stays and some that changes: fixed, so that a test repeats. */
const around = (mean: number, step: number, n = 60): number[] =>
  Array.from({ length: n }, (_, i) => Number((mean + Math.sin(i * 12.9898) + 0.3 * Math.sin(i * 78.233 + step * 3.7)).toFixed(4)));

describe("a list of runs", () => {
  let scored: ScoredRun;
  const runs = new Map<string, Run>();
  const list = async (query: Partial<ListRunsInput> = {}) => listRuns(scored.ctx, { limit: 50, ...query });
  const names = async (query: Partial<ListRunsInput> = {}) => (await list(query)).items.map(({ name }) => name);
  const named = async (name: string): Promise<ListedRun> => (await list({ name })).items[0]!;

  beforeAll(async () => {
    scored = await createScoredRun();
    const create = async (project: string, name: string) => {
      const { run } = await createRun(scored.ctx, { project, name, promptSet: "prompts", rewardModels: [{ id: "served", role: "monitor" }] });
      runs.set(name, run);
      return run;
    };
    const register = async (run: Run, steps: readonly number[], mean: number) => {
      for (const step of steps) await scored.checkpoint(step, around(mean, step), { run });
    };
    await create("chat", "empty");
    await register(await create("chat", "fallen"), [0, 10, 20, 30, 40], 1);
    await register(runs.get("fallen")!, [50, 60, 70, 80], -1);
    await register(await create("code", "steady"), [0, 10, 20, 30, 40, 50], 0.5);
    await register(await create("code", "early"), [0, 10], 2);
  }, 120_000);
  afterAll(() => scored?.close());

  test("says of each run what its own pages say: verdict, sentence, regression, best checkpoint, last point, looks", async () => {
    for (const [name, { id }] of runs) {
      const at = { run: id, branch: "main" };
      const [{ summary }, verdict, best, curve] = [await named(name), await readVerdict(scored.ctx, at), await readBest(scored.ctx, at), await readCurve(scored.ctx, at)];
      const { verdict: word, code, reason, metric, regression } = verdict;
      expect(summary).toMatchObject({ verdict: word, code, reason, metric, nLooks: curve.points.filter(({ look }) => look !== null).length });
      expect(summary.regression).toEqual(regression && { step: regression.step, drop: regression.drop, dropLow: regression.dropLow, kind: regression.kind });
      expect(summary.best).toEqual(best.chosen && { step: best.chosen.step, provisional: best.provisional, value: best.chosen.winProbability, shrunk: best.chosen.shrunk });
      const last = curve.points.at(-1);
      expect(summary.last).toEqual(last ? { step: last.step, provisional: false, value: last.winProbability } : null);
      expect(summary.sparkline.steps).toEqual(curve.points.map(({ step }) => step));
      summary.sparkline.values.forEach((value, i) => expect(value).toBeCloseTo(curve.points[i]!.winProbability.value!, 4));
    }
    expect(await named("fallen")).toMatchObject({ summary: { verdict: "regressed", code: "sustained", regression: { step: 50 } } });
    expect(await named("empty")).toMatchObject({ summary: { verdict: "insufficient", best: null, last: null, sparkline: { steps: [], nPoints: 0 } } });
  });

  test("is narrowed by project, prompt set, verdict, part of the name and by naming runs", async () => {
    expect(await names({ project: "code" })).toEqual(["early", "steady"]);
    expect(await names({ promptSet: "prompts" })).toHaveLength(5);
    expect(await names({ promptSet: "others" })).toEqual([]);
    expect(await names({ verdict: "regressed" })).toEqual(["fallen"]);
    expect(await names({ verdict: "healthy" })).toEqual(["steady"]);
    expect(await names({ verdict: "insufficient", project: "chat" })).toEqual(["empty"]);
    expect(await names({ q: "hat/fal" })).toEqual(["fallen"]);
    expect(await names({ ids: `${runs.get("empty")!.id},code/early,chat/none` })).toEqual(["early", "empty"]);
  });

  test("is ordered by a column, what is not known last whichever way", async () => {
    expect(await names({ sort: "name" })).toEqual(["empty", "fallen", "early", "steady", "run"]);
    expect(await names({ sort: "name", order: "desc" })).toEqual(["run", "steady", "early", "fallen", "empty"]);
    expect((await names({ sort: "verdict" }))[0]).toBe("fallen");
    expect((await names({ sort: "looks" })).slice(0, 3)).toEqual(["fallen", "steady", "early"]);
    expect((await names({ sort: "last" })).slice(0, 3)).toEqual(["fallen", "steady", "early"]);
    const ascending = await names({ sort: "last", order: "asc" });
    expect(ascending.slice(0, 3)).toEqual(["early", "steady", "fallen"]);
    expect(ascending.slice(3).sort()).toEqual(["empty", "run"]);
    const best = await list({ sort: "best" });
    const values = best.items.map(({ summary }) => summary.best?.shrunk.value ?? null);
    expect(values).toEqual([...values].sort((a, b) => (b ?? -1) - (a ?? -1)));
  });

  test("comes in pages that together hold every run once, in each order; a cursor of another order is refused", async () => {
    for (const sort of ["activity", "name", "verdict", "best", "last", "looks", "detectable", "progress"] as const) {
      const whole = await names({ sort });
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await list({ sort, limit: 2, cursor });
        paged.push(...page.items.map(({ name }) => name));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(paged).toEqual(whole);
    }
    const { nextCursor } = await list({ sort: "looks", limit: 2 });
    await expect(list({ sort: "best", limit: 2, cursor: nextCursor! })).rejects.toMatchObject({ code: "invalid-request" });
    await expect(list({ cursor: "nonsense" })).rejects.toMatchObject({ code: "invalid-request" });
  });

  test("thins a long curve to a picture that keeps its ends, its extremes and its best point, and says how many there were", async () => {
    const run = runs.get("early")!;
    const { rows: [source] } = { rows: await scored.ctx.db.$queryRaw<{ checkpointId: string }[]>`SELECT "checkpointId" FROM "Summary" WHERE "runId" = ${run.id} LIMIT 1` };
    await scored.ctx.db.$executeRaw`
      INSERT INTO "Checkpoint" SELECT (jsonb_populate_record(c, jsonb_build_object('id', 'long-' || k, 'step', 1000 + k))).* FROM "Checkpoint" c, generate_series(1, 400) k WHERE c."id" = ${source!.checkpointId}`;
    await scored.ctx.db.$executeRaw`
      INSERT INTO "Summary" SELECT (jsonb_populate_record(s, jsonb_build_object('checkpointId', 'long-' || k, 'look', 100 + k, 'winProbability', CASE k WHEN 137 THEN 0.05 WHEN 251 THEN 0.99 ELSE 0.5 END))).*
      FROM "Summary" s, generate_series(1, 400) k WHERE s."checkpointId" = ${source!.checkpointId}`;
    const { summary: { sparkline, best } } = await named("early");
    expect(sparkline.nPoints).toBe(402);
    expect(sparkline.steps.length).toBeLessThanOrEqual(66);
    expect(sparkline.steps.length).toBeGreaterThan(50);
    for (const step of [0, 1137, 1251, 1400, best!.step]) expect(sparkline.steps).toContain(step);
    expect(sparkline.starts).toEqual([0]);
    expect(sparkline.steps).toEqual([...sparkline.steps].sort((a, b) => a - b));
  });

  test("is ordered by the detectable drop of the metric that decides, also before there is data", async () => {
    await createRewardModel(scored.ctx, serverSpec("http", scored.server.url, { name: "rated", kind: "absolute" }));
    await createRun(scored.ctx, { project: "code", name: "rated", promptSet: "prompts", rewardModels: [{ id: "rated", role: "monitor" }] });
    const { items } = await list({ sort: "detectable", order: "asc" });
    expect(items.find(({ name }) => name === "rated")!.summary.metric).toBe("winRate");
    const drops = items.map(({ detectable }) => detectable!.fast);
    expect(drops).toEqual([...drops].sort((a, b) => a - b));
  });
});
