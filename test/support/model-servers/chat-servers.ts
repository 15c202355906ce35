import { startContractServer, type Answer, type ContractOptions, type ContractServer } from "./contract-server";
import { isRefused, nWords, rewardOf, sigmoid } from "./reward-of";
import { vllmTemplate } from "./vllm-server";

export const nimAttributes = ["helpfulness", "correctness", "coherence", "complexity", "verbosity"];
/** About 0 to 4, as these models are trained. */
export const nimValues = (text: string): number[] => nimAttributes.map((_, seed) => Math.round((rewardOf(text, seed) / 2 + 2) * 1e4) / 1e4);

/** A reward model behind NVIDIA NIM; `hosted` answers with logprobs tokens. */
export function startNimServer({ hosted = false, ...options }: ContractOptions & { hosted?: boolean } = {}): Promise<ContractServer> {
  return startContractServer((path, body): Answer => {
    if (path !== "/v1/chat/completions") return { status: 404, json: { detail: "Not Found" } };
    if (body.model !== "nemotron-rm") return { status: 404, json: { detail: `Model ${body.model} not found` } };
    if (body.messages.at(-1).role !== "assistant") return { status: 422, json: { detail: "the last message must be the assistant's" } };
    const text = vllmTemplate(body.messages);
    if (isRefused(text) || nWords(text) > 4096) return { status: 400, json: { detail: "context too long" } };
    const values = nimValues(text);
    const content = nimAttributes.map((name, i) => `${name}:${values[i]}`).join(",");
    const choice = hosted
      ? { index: 0, message: [{ role: "assistant", content: "" }], logprobs: { content: nimAttributes.map((token, i) => ({ token, logprob: values[i], top_logprobs: [] })) } }
      : { index: 0, message: { role: "assistant", content }, logprobs: null, finish_reason: "length" };
    return { status: 200, json: { id: "x", choices: [choice], usage: { prompt_tokens: nWords(text), completion_tokens: 1 } } };
  }, options);
}

export interface JudgeOptions extends ContractOptions {
  /** Added to the logit of the answer shown first. */
  bias?: number;
  /** The 20 likeliest tokens by the logit of "A" over "B"; two labels among other words unless said otherwise. */
  tokens?: (logit: number) => { token: string; logprob: number }[];
  /** Answers in the form of the older completions interface. */
  older?: boolean;
  maxWords?: number;
}

const twoLabels = (logit: number) => [
  { token: "A", logprob: Math.log(0.5 * sigmoid(logit)) }, { token: " A", logprob: Math.log(0.1 * sigmoid(logit)) },
  { token: "B", logprob: Math.log(0.6 * sigmoid(-logit)) }, { token: "The", logprob: Math.log(0.2) },
];

/** P(a over b) that the judge of these servers believes, without its bias. */
export const judged = (a: string, b: string): number => sigmoid(rewardOf(a) - rewardOf(b));

/** A chat model with log probabilities; the two answers stand after `[Answer A]` and `[Answer B]`, or `[RESPONSE A]` and `[RESPONSE B]`. */
export function startJudgeServer({ bias = 0, tokens = twoLabels, older = false, maxWords = 4096, ...options }: JudgeOptions = {}): Promise<ContractServer> {
  return startContractServer((path, body): Answer => {
    if (path !== "/v1/chat/completions") return { status: 404, json: { detail: "Not Found" } };
    if (body.logprobs !== true || body.top_logprobs > 20) return { status: 400, json: { error: { message: "top_logprobs must be at most 20, with logprobs" } } };
    const text: string = body.messages[0].content;
    if (isRefused(text) || nWords(text) > maxWords) return { status: 400, json: { error: { message: `This model's maximum context length is ${maxWords} tokens.` } } };
    const match = /\[(?:Answer|RESPONSE) A\]\s?([^]*?)\s*\[(?:Answer|RESPONSE) B\]\s?([^]*?)(?:\n\nWhich answer|\s*$)/.exec(text);
    if (!match) return { status: 400, json: { error: { message: "no two answers" } } };
    const top = tokens(rewardOf(match[1]!.trim()) - rewardOf(match[2]!.trim()) + bias).sort((x, y) => y.logprob - x.logprob);
    const logprobs = older ? { tokens: [top[0]!.token], top_logprobs: [Object.fromEntries(top.map(({ token, logprob }) => [token, logprob]))] }
      : { content: [{ ...top[0]!, bytes: null, top_logprobs: top }] };
    return { status: 200, json: { choices: [{ index: 0, message: { role: "assistant", content: top[0]!.token }, logprobs, finish_reason: "length" }], usage: { prompt_tokens: nWords(text) } } };
  }, options);
}
