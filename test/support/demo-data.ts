import { readFileSync } from "node:fs";
import path from "node:path";
import type { Context } from "@/lib/context";
import type { Checkpoint, Run } from "@/lib/contracts";
import { registerCheckpoint } from "@/lib/pipeline/register-checkpoint";
import { createPromptSet } from "@/lib/services/create-prompt-set";
import { createReferenceSet } from "@/lib/services/create-reference-set";
import { createRewardModel } from "@/lib/services/create-reward-model";
import { createRun } from "@/lib/services/create-run";

const lines = <T>(file: string): T[] =>
  readFileSync(path.resolve("demo", file), "utf8").trim().split("\n").map((line) => JSON.parse(line) as T);

/** The genuine prompts, references and completions that the product ships, the first `n` prompts of them. */
export function demoData(n = 120) {
  const prompts = lines<{ key: string; tags: string[]; prompt: string }>("prompt-set.jsonl").slice(0, n);
  const keys = new Set(prompts.map(({ key }) => key));
  const ofPrompts = <T extends { key: string }>(rows: T[]) => rows.filter(({ key }) => keys.has(key));
  return {
    prompts,
    references: ofPrompts(lines<{ key: string; completion: string }>("references/handwritten.jsonl")),
    completions: (run: "sft-good" | "sft-too-hot", step: number) =>
      ofPrompts(lines<{ key: string; completion: string; finish_reason: string }>(`runs/${run}/step-${String(step).padStart(6, "0")}.jsonl`))
        .map(({ key, completion, finish_reason }) => ({ key, completion, finishReason: finish_reason })),
  };
}

export const starterSpec = {
  name: "starter", kind: "bradley-terry", backend: { type: "onnx", path: "starter" }, input: "text-pair",
} as const;

/** Prompt set, references, starter model and one run over the demo's first `n` prompts. */
export async function createDemoRun(ctx: Context, options: { n?: number; run?: string } = {}): Promise<{ run: Run; data: ReturnType<typeof demoData> }> {
  const data = demoData(options.n);
  await createPromptSet(ctx, { name: "demo-prompts", prompts: data.prompts });
  await createReferenceSet(ctx, { promptSet: "demo-prompts", body: { name: "handwritten", completions: data.references } });
  await createRewardModel(ctx, starterSpec);
  const { run } = await createRun(ctx, { project: "default", name: options.run ?? "sft-good", promptSet: "demo-prompts" });
  return { run, data };
}

export async function register(
  ctx: Context, run: Run, step: number,
  completions: { key: string; completion: string; finishReason?: string }[],
  options: { onConflict?: "reject" | "branch"; branch?: string; path?: string } = {},
): Promise<{ checkpoint: Checkpoint; created: boolean }> {
  return registerCheckpoint(ctx, {
    run: run.id, onConflict: options.onConflict ?? "reject",
    body: { step, branch: options.branch ?? "main", completions, ...(options.path === undefined ? {} : { path: options.path }) },
  });
}
