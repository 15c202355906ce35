import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { OnnxSpec } from "@/lib/contracts";
import { createLogger } from "@/lib/logger";
import { createOnnxPool } from "@/lib/reward-models/onnx-pool";
import type { ItemScore, RewardModel, RewardModelPool, ScoreItem } from "@/lib/reward-models/reward-model";

const root = fileURLToPath(new URL("../../../", import.meta.url));
export const fixtures = path.join(root, "test/fixtures");
export const models = path.join(root, "models");

/** Bundles a scoring thread once for this test file, below node_modules so that packages are found. `source` is relative to the repository. */
export async function bundleThread(source = "lib/reward-models/onnx-thread.ts"): Promise<{ url: URL; remove: () => void }> {
  const outdir = path.join(root, "node_modules/.cache/tidemark-test", `${process.pid}-${Date.now()}`);
  mkdirSync(outdir, { recursive: true });
  const outfile = path.join(outdir, "onnx-thread.mjs");
  await build({ absWorkingDir: root, entryPoints: [source], outfile, bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", logLevel: "error", tsconfig: "tsconfig.json" });
  return { url: pathToFileURL(outfile), remove: () => rmSync(outdir, { recursive: true, force: true }) };
}

export function testPool(threadUrl: URL, options: { modelDirs?: string[]; nThreads?: number } = {}): RewardModelPool {
  return createOnnxPool({ modelDirs: options.modelDirs ?? [models, fixtures], nThreads: options.nThreads ?? 2, log: createLogger({ level: "silent", name: "test" }), threadUrl });
}

export const starter: OnnxSpec = { name: "starter", kind: "bradley-terry", backend: { type: "onnx", path: "starter" }, input: "text-pair" };
export const tinyChat: OnnxSpec = { name: "tiny", kind: "bradley-terry", backend: { type: "onnx", path: "tiny-chat" }, input: "chat" };

export const ask = (prompt: string, completion: string): ScoreItem => ({ messages: [{ role: "user", content: prompt }], completion });

export async function scoreAll(model: RewardModel, items: readonly ScoreItem[], signal = new AbortController().signal): Promise<ItemScore[]> {
  const results = new Array<ItemScore>(items.length);
  await model.score(items, { signal, withIds: true, onResults: (batch) => { for (const { index, result } of batch) results[index] = result; } });
  return results;
}
