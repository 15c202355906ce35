import type { RewardModel, ServerType } from "@/lib/contracts/reward-models";

export const kindWords: Record<RewardModel["kind"], string> = { "bradley-terry": "Bradley-Terry", pairwise: "pairwise", absolute: "absolute" };

export const inputWords: Record<RewardModel["input"], string> = {
  chat: "chat: the conversation in the model’s own template",
  "text-pair": "text pair: prompt and completion as two segments",
  "pair-template": "pair template: one user turn that holds both completions",
};

export const serverWords: Record<ServerType, string> = {
  "vllm-classify": "vLLM, /classify", "vllm-pooling": "vLLM, /pooling", "vllm-score": "vLLM, /score", tei: "Text Embeddings Inference, /predict",
  sglang: "SGLang, /classify", openrlhf: "OpenRLHF, /get_reward", nim: "NVIDIA NIM", "openai-judge": "OpenAI-compatible judge with logprobs", http: "HTTP, Tidemark’s own protocol",
};

/** Whether a difference of scores is a probability with this model, and why. */
export function probabilityWords({ kind, hasProbability, temperature }: Pick<RewardModel, "kind" | "hasProbability" | "temperature">): string {
  if (kind === "pairwise") return "yes: the model gives it; both orders are asked and averaged";
  if (kind === "bradley-terry") return "yes: sigmoid(margin / temperature) is what the model was trained to give";
  return hasProbability
    ? `yes: sigmoid(margin / ${temperature}), by the temperature that was given`
    : "no: the scores are a regression, so a difference of two is not a trained probability; win rate and mean score are drawn. “npx tidemark models calibrate” fits a temperature";
}

/** Where the server is, without what an address may carry of secrets: user, password, query. */
export function serverAddress(url: string): string {
  try {
    const { protocol, host, pathname, username, search } = new URL(url);
    return `${protocol}//${username === "" ? "" : "…@"}${host}${pathname === "/" ? "" : pathname}${search === "" ? "" : "?…"}`;
  } catch {
    return "an address that cannot be read";
  }
}
