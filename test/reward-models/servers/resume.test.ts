import { afterEach, expect, test } from "vitest";
import { createRewardModelPool } from "@/lib/reward-models/open-pool";
import { readCurve } from "@/lib/pipeline/read-curve";
import { createPromptSet } from "@/lib/services/create-prompt-set";
import { createReferenceSet } from "@/lib/services/create-reference-set";
import { createRewardModel } from "@/lib/services/create-reward-model";
import { createRun } from "@/lib/services/create-run";
import { readCheckpoint } from "@/lib/services/read-checkpoint";
import { readRewardModel } from "@/lib/services/read-reward-model";
import { drain, testContext } from "@/test/support/context";
import { register } from "@/test/support/demo-data";
import { quiet, serverSpec } from "@/test/support/model-servers/score-all";
import { startVllmServer } from "@/test/support/model-servers/vllm-server";

const cleanUp: (() => unknown)[] = [];
afterEach(async () => { for (const close of cleanUp.splice(0).reverse()) await close(); });

const n = 60;
const prompts = Array.from({ length: n }, (_, i) => ({ key: `p${i}`, prompt: `Question ${i}?` }));
const completions = (what: string) => prompts.map(({ key }) => ({ key, completion: `${what} to ${key}` }));

test("a server that goes down in the middle of a checkpoint: what was scored stays, the rest follows when it is back, nothing is lost", async () => {
  let ahead = 0;
  const { ctx, close } = await testContext({ now: () => new Date(Date.now() + ahead) });
  cleanUp.push(close);
  const server = await startVllmServer({ delayMs: 40 });
  cleanUp.push(server.close);
  const openPool = () => {
    const pool = createRewardModelPool({ modelDirs: [], nThreads: 1, log: quiet, secrets: () => undefined });
    cleanUp.push(() => pool.close());
    return pool;
  };
  const pool = openPool();
  await createPromptSet(ctx, { name: "p", prompts });
  await createReferenceSet(ctx, { promptSet: "p", body: { name: "plain", completions: completions("A plain answer") } });
  await createRewardModel(ctx, serverSpec("vllm-classify", server.url, { backend: { concurrency: 1 } }));
  await drain(ctx, pool);
  expect((await readRewardModel(ctx, { rewardModel: "served" })).status).toBe("ready");
  const { run } = await createRun(ctx, { project: "default", name: "r", promptSet: "p", rewardModels: [{ id: "served", role: "monitor" }] });
  await drain(ctx, pool);

  await register(ctx, run, 100, completions("A better answer"));
  const before = server.requests.length;
  const watch = setInterval(() => { if (server.requests.length >= before + 40) { clearInterval(watch); void server.down(); } }, 5);
  await drain(ctx, pool);
  clearInterval(watch);
  const read = () => readCheckpoint(ctx, { run: run.id, step: 100, branch: "main" });
  const { status, progress } = await read();
  expect(status).toBe("scoring");
  expect(progress.done).toBeGreaterThan(0);
  expect(progress.done).toBeLessThan(n);
  expect((await readCurve(ctx, { run: run.id, branch: "main" })).points[0]).toMatchObject({ provisional: true, nPending: n - progress.done });

  await server.up();
  ahead = 120_000;
  const asked = server.requests.length;
  // Another worker, whose client has not seen the failures; its first requests are the probe and the recorded texts.
  await drain(ctx, openPool());
  expect(await read()).toMatchObject({ status: "scored", progress: { done: n, total: n } });
  const texts = server.requests.slice(asked).map(({ body }) => body.messages.at(-1).content as string).filter((text) => text.startsWith("A better answer"));
  expect(texts).toHaveLength(n - progress.done);
  expect(new Set(texts).size).toBe(texts.length);
  expect((await readCurve(ctx, { run: run.id, branch: "main" })).points[0]).toMatchObject({ provisional: false, nPending: 0, nFailed: 0 });
});
