import type { Product } from "./product";

/** Path of the run `small` in the project `default`: three prompts, one set of references, a model that nobody checks. */
export async function createSmallRun(product: Product, name = "small"): Promise<{ id: string; path: string }> {
  const prompts = ["a", "b", "c"].map((key) => ({ key, prompt: `Say ${key}.` }));
  const completions = prompts.map(({ key }) => ({ key, completion: `This is ${key}.` }));
  const must = async (path: string, body: unknown) => {
    const answer = await product.call("POST", path, { body });
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  await must("/api/v1/prompt-sets", { name: "three", prompts });
  await must("/api/v1/prompt-sets/three/reference-sets", { name: "plain", completions });
  await must("/api/v1/reward-models", { name: "starter", kind: "bradley-terry", input: "text-pair", backend: { type: "onnx", path: "starter" } });
  const run = await must("/api/v1/runs", { name, promptSet: "three" });
  return { id: run.id, path: `/api/v1/runs/default%2F${name}` };
}

/** Completions of all three prompts; another `text`, other content. */
export const smallCompletions = (text = "fine") => ["a", "b", "c"].map((key) => ({ key, completion: `${key} is ${text}.` }));
