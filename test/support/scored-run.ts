import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Run } from "@/lib/contracts";
import { createLogger } from "@/lib/logger";
import { createRewardModelPool } from "@/lib/reward-models/open-pool";
import type { RewardModelPool } from "@/lib/reward-models/reward-model";
import { createPromptSet } from "@/lib/services/create-prompt-set";
import { createReferenceSet } from "@/lib/services/create-reference-set";
import { createRewardModel } from "@/lib/services/create-reward-model";
import { createRun } from "@/lib/services/create-run";
import { drain, testContext, type TestContext } from "./context";
import { register } from "./demo-data";
import { startOwnProtocolServer } from "./model-servers/own-protocol-server";
import { serverSpec } from "./model-servers/score-all";
import type { ContractServer } from "./model-servers/contract-server";

export type ScoreServer = ContractServer & { /** From now on it scores what it could not. */ mend(): void };

/** A reward model server whose score stands in the text: `... [score 1.25]`; it cannot score `[fails]`; other texts get one of their own. */
export async function startScoreServer(): Promise<ScoreServer> {
  let mended = false;
  const written = (completion: string, otherwise: number) => {
    if (completion.includes("[fails]")) return mended ? 1 : null;
    return Number(/\[score (-?[\d.]+)\]/.exec(completion)?.[1] ?? otherwise);
  };
  const server = await startOwnProtocolServer({
    spoil: (json, body) => ({ ...json, scores: body.pairs.map(({ completion }: { completion: string }, i: number) => written(completion, json.scores[i])) }),
  });
  return Object.assign(server, { mend: () => { mended = true; } });
}

export interface ScoredRun extends TestContext {
  run: Run;
  pool: RewardModelPool;
  server: ScoreServer;
  keys: string[];
  /** Registers a checkpoint whose completions have these scores (null: no completion; a text: as it is), and scores it. */
  checkpoint(step: number, scores: readonly (number | string | null)[], options?: { branch?: string; run?: Run }): Promise<string>;
  work(): Promise<void>;
}

export const scoredText = (score: number | string, key: string): string => (typeof score === "string" ? score : `An answer to ${key}. [score ${score}]`);

/**
 * A run on `n` prompts (tags by `tagsOf`) whose references all score 0, so that a checkpoint's scores are its margins.
 * @param models names of reward models and their roles; each is served by the same server
 */
export async function createScoredRun(options: {
  n?: number; tagsOf?: (i: number) => string[]; groupOf?: (i: number) => string; models?: readonly { id: string; role: Run["rewardModels"][number]["role"] }[];
} = {}): Promise<ScoredRun> {
  const { n = 60, models = [{ id: "served", role: "monitor" }] } = options;
  const context = await testContext();
  const { ctx } = context;
  const server = await startScoreServer();
  const pool = createRewardModelPool({
    modelDirs: ctx.env.modelDirs, nThreads: 1, log: createLogger({ level: "silent", name: "test" }), secrets: () => undefined,
    threadUrl: pathToFileURL(path.resolve("dist/onnx-thread.js")),
  });
  const keys = Array.from({ length: n }, (_, i) => `p${String(i).padStart(3, "0")}`);
  const prompts = keys.map((key, i) => ({ key, prompt: `Question ${key}?`, tags: options.tagsOf?.(i) ?? [], ...(options.groupOf && { group: options.groupOf(i) }) }));
  await createPromptSet(ctx, { name: "prompts", prompts });
  await createReferenceSet(ctx, { promptSet: "prompts", body: { name: "zero", completions: keys.map((key) => ({ key, completion: scoredText(0, key) })) } });
  for (const { id } of models) await createRewardModel(ctx, serverSpec("http", server.url, { name: id }));
  const { run } = await createRun(ctx, { project: "default", name: "run", promptSet: "prompts", rewardModels: [...models] });
  const work = () => drain(ctx, pool);
  await work();
  return {
    ...context, run, pool, server, keys, work,
    async checkpoint(step, scores, { branch, run: other = run } = {}) {
      const completions = scores.flatMap((score, i) => (score === null ? [] : [{ key: keys[i] ?? "", completion: scoredText(score, keys[i] ?? "") }]));
      const { checkpoint } = await register(ctx, other, step, completions, branch === undefined ? {} : { branch });
      await work();
      return checkpoint.id;
    },
    async close() {
      await pool.close();
      await server.close();
      await context.close();
    },
  };
}
