import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, vi } from "vitest";
import { startProduct, type Product } from "../support/product";
import { runCli, startCli, type CliResult, type RunningCli } from "../support/run-cli";
import { scoredText, startScoreServer } from "../support/scored-run";

export interface ServedProduct {
  product: Product;
  /** A folder that is removed at the end. */
  folder: string;
  /** Keys of the prompt set `prompts`, sixty of them; its reference set `zero` scores 0 everywhere. */
  keys: string[];
  env: Record<string, string>;
  cli(...args: string[]): Promise<CliResult>;
  start(...args: string[]): RunningCli;
  file(name: string, text: string): string;
  createRun(name: string): Promise<string>;
  /** Completions whose scores lie around a mean, the same every time. */
  completions(step: number, mean: number): { key: string; completion: string }[];
  register(run: string, step: number, mean: number, more?: object): Promise<void>;
  /** Resolves when all checkpoints of the run are scored and decided. */
  settled(run: string): Promise<void>;
  stop(): Promise<void>;
}

/** The product with a worker and a reward model whose score stands in the text. */
export async function startServedProduct(): Promise<ServedProduct> {
  const folder = mkdtempSync(path.join(tmpdir(), "tidemark-commands-"));
  const server = await startScoreServer();
  const product = await startProduct();
  await product.startWorker();
  const env = { TIDEMARK_URL: product.url, TIDEMARK_API_KEY: product.adminKey, TIDEMARK_DATA_DIR: path.join(folder, "data") };
  const keys = Array.from({ length: 60 }, (_, i) => `p${String(i).padStart(3, "0")}`);
  const must = async (at: string, body: unknown) => {
    const answer = await product.call("POST", `/api/v1${at}`, { body });
    if (answer.status >= 300) throw new Error(`${at}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  await must("/prompt-sets", { name: "prompts", prompts: keys.map((key) => ({ key, prompt: `Question ${key}?` })) });
  await must("/prompt-sets/prompts/reference-sets", { name: "zero", completions: keys.map((key) => ({ key, completion: scoredText(0, key) })) });
  await must("/reward-models", { name: "served", kind: "bradley-terry", input: "chat", backend: { type: "http", url: server.url } });
  await vi.waitFor(async () => expect((await product.call("GET", "/api/v1/reward-models/served")).body.status).toBe("ready"), { timeout: 30_000, interval: 100 });
  const completions = (step: number, mean: number) =>
    keys.map((key, i) => ({ key, completion: scoredText(Number((mean + Math.sin(i * 12.9898) + 0.3 * Math.sin(i * 78.233 + step * 3.7)).toFixed(4)), key) }));
  return {
    product, folder, keys, env, completions,
    cli: (...args) => runCli(args, env),
    start: (...args) => startCli(args, env),
    file: (name, text) => {
      const place = path.join(folder, name);
      writeFileSync(place, text);
      return place;
    },
    createRun: async (name) => (await must("/runs", { name, promptSet: "prompts", rewardModels: [{ id: "served", role: "monitor" }] })).id,
    register: async (run, step, mean, more = {}) => must(`/runs/${run}/checkpoints`, { step, completions: completions(step, mean), ...more }),
    settled: async (run) => {
      await vi.waitFor(async () => expect((await product.call("GET", `/api/v1/runs/${run}/verdict`)).body).toMatchObject({ nPending: 0 }), { timeout: 60_000, interval: 200 });
    },
    stop: async () => {
      await product.stop();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
