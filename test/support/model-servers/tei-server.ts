import { startContractServer, type Answer, type ContractOptions, type ContractServer } from "./contract-server";
import { breaksServer, isRefused, nWords, rewardOf, sigmoid, softmax } from "./reward-of";

/** text-embeddings-inference: at most 32 inputs (413), activation unless `raw_scores`, each list sorted by score, 422 for what is too long unless `truncate`. */
export function startTeiServer({ labels = ["LABEL_0"], maxWords = 512, ...options }: ContractOptions & { labels?: string[]; maxWords?: number } = {}): Promise<ContractServer> {
  return startContractServer((path, body): Answer => {
    if (path !== "/predict") return { status: 404, json: null };
    const inputs: string[][] = body.inputs;
    if (inputs.length > 32) return { status: 413, json: { error: `batch size ${inputs.length} > maximum allowed batch size 32`, error_type: "Validation" } };
    const texts = inputs.map((parts) => parts.join("<sep>"));
    if (texts.some(breaksServer)) return { status: 424, json: { error: "Inference failed", error_type: "Backend" } };
    if (texts.some(isRefused)) return { status: 422, json: { error: "Tokenization error", error_type: "Tokenizer" } };
    if (texts.some((text) => nWords(text) > maxWords) && body.truncate !== true) return { status: 413, json: { error: `\`inputs\` must have less than ${maxWords} tokens`, error_type: "Validation" } };
    const json = texts.map((text) => {
      const raw = labels.map((_, seed) => rewardOf(text.split(/\s+/).slice(0, maxWords).join(" "), seed));
      const scores = body.raw_scores === true ? raw : raw.length === 1 ? raw.map(sigmoid) : softmax(raw);
      return labels.map((label, i) => ({ label, score: Number.isNaN(scores[i]) ? null : scores[i]! })).sort((a, b) => (b.score ?? 0) - (a.score ?? 0));
    });
    return { status: 200, json };
  }, options);
}
