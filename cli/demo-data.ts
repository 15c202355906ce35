import { readFile } from "node:fs/promises";
import path from "node:path";

export interface DemoCheckpoint {
  step: number;
  path: string;
  metadata: Record<string, number>;
  completions: { key: string; completion: string; finishReason: string }[];
}

export interface DemoData {
  prompts: { key: string; tags: string[]; prompt: string }[];
  references: { key: string; completion: string }[];
  runs: { name: string; checkpoints: DemoCheckpoint[] }[];
}

interface RunFile {
  steps: number[];
  recipe: { learning_rate: Record<string, number | null> };
  train_loss: Record<string, number | null>;
  gradient_norm: Record<string, number | null>;
}

/** Order of arrival: as trained, but for one checkpoint that comes late, as happens where several machines generate. */
const arrival: Record<string, number[]> = {
  "sft-good": [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
  "sft-too-hot": [0, 10, 20, 30, 50, 40, 60, 70, 80, 90, 100],
};

/** Reads the folder demo/, checkpoints in order of arrival. */
export async function readDemoData(folder: string): Promise<DemoData> {
  const runs = await Promise.all(Object.entries(arrival).map(async ([name, steps]) => ({ name, checkpoints: await readCheckpoints(path.join(folder, "runs", name), name, steps) })));
  return {
    prompts: await readJsonl(path.join(folder, "prompt-set.jsonl")),
    references: await readJsonl(path.join(folder, "references/handwritten.jsonl")),
    runs,
  };
}

async function readCheckpoints(folder: string, name: string, steps: number[]): Promise<DemoCheckpoint[]> {
  const run = JSON.parse(await readFile(path.join(folder, "run.json"), "utf8")) as RunFile;
  return Promise.all(
    steps.map(async (step) => {
      const rows = await readJsonl<{ key: string; completion: string; finish_reason: string }>(path.join(folder, `step-${String(step).padStart(6, "0")}.jsonl`));
      const measured = { trainLoss: run.train_loss[step], gradientNorm: run.gradient_norm[step], learningRate: run.recipe.learning_rate[step] };
      return {
        step,
        path: `out/${name}/ckpt-${step}`,
        metadata: Object.fromEntries(Object.entries(measured).filter((entry): entry is [string, number] => typeof entry[1] === "number")),
        completions: rows.map(({ key, completion, finish_reason }) => ({ key, completion, finishReason: finish_reason })),
      };
    }),
  );
}

async function readJsonl<T>(file: string): Promise<T[]> {
  const text = await readFile(file, "utf8");
  return text.split("\n").filter(Boolean).map((line) => JSON.parse(line) as T);
}
