import type { ServerSpec } from "@/lib/contracts";
import { promptText } from "../prompt-text";
import type { ScoreItem } from "../reward-model";
import type { Adapter, RawScore } from "./adapter";
import { isRecord, promptTokens, wrongShape } from "./read-shape";
import { readLabels } from "./read-labels";
import { fillPattern, renderMessages } from "./render-text";

const EXPECTED = "choices[0].logprobs with the likeliest tokens (start the server with log probabilities, e.g. --logits_all true)";

/** What a judge is asked where no template is registered. */
const defaultJudgeTemplate = {
  pair: "Here is a conversation and two answers to its last message.\n\n[Conversation]\n{context}\n\n[Answer A]\n{a}\n\n[Answer B]\n{b}\n\nWhich answer is better? Reply with one letter, A or B.",
  labels: ["A", "B"] as [string, string],
};

/** A chat model as judge: one token, its log probabilities, P(A) = p(A) / (p(A) + p(B)); both orders are asked, each a request. */
export const openaiJudge: Adapter = {
  path: "/v1/chat/completions",
  mostItems: () => 1,
  mostCharacters: 200_000,
  refuses: (spec) => (spec.backend.model === undefined ? "openai-judge needs backend.model, the name that the server lists under /v1/models" : null),
  warning: () => null,
  async ask(spec, items, post) {
    const item = items[0]!;
    const labels = (spec.template ?? defaultJudgeTemplate).labels;
    const askOnce = async (a: string, b: string) => {
      const answer = await post({
        model: spec.backend.model, messages: [{ role: "user", content: judgePrompt(spec, item, a, b) }],
        // The token that is chosen is not read, its probabilities are: greedy, so that the same question is answered the same way.
        max_tokens: 1, temperature: 0, logprobs: true, top_logprobs: 20, stream: false,
      });
      return { first: readLabels(topTokens(answer), labels), nTokens: promptTokens(answer) };
    };
    const reference = item.reference ?? "";
    const [ab, ba] = await Promise.all([askOnce(item.completion, reference), askOnce(reference, item.completion)]);
    const raw: RawScore = ab.first.kind === "unknown" ? { kind: "failed", message: ab.first.message }
      : ba.first.kind === "unknown" ? { kind: "failed", message: ba.first.message }
      : { kind: "preference", ab: ab.first.probability, ba: 1 - ba.first.probability, nTokens: Math.max(ab.nTokens ?? 0, ba.nTokens ?? 0) };
    return [raw];
  },
};

function judgePrompt(spec: ServerSpec, item: ScoreItem, a: string, b: string): string {
  const context = spec.template ? renderMessages(spec.template.context, item.messages) : promptText(item.messages);
  return fillPattern((spec.template ?? defaultJudgeTemplate).pair, { context, a, b });
}

/** The likeliest first tokens: OpenAI's form, or the older one that some servers still answer with. */
function topTokens(answer: unknown): { token: string; logprob: number }[] {
  const choices = isRecord(answer) ? answer.choices : undefined;
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  const logprobs = isRecord(choice) ? choice.logprobs : undefined;
  if (!isRecord(logprobs)) throw wrongShape(EXPECTED);
  if (Array.isArray(logprobs.content)) {
    const first: unknown = logprobs.content[0];
    const top = isRecord(first) ? first.top_logprobs : undefined;
    if (!Array.isArray(top)) throw wrongShape(EXPECTED);
    return top.filter((entry): entry is { token: string; logprob: number } => isRecord(entry) && typeof entry.token === "string" && typeof entry.logprob === "number");
  }
  const older: unknown = Array.isArray(logprobs.top_logprobs) ? logprobs.top_logprobs[0] : undefined;
  if (!isRecord(older)) throw wrongShape(EXPECTED);
  return Object.entries(older).filter((entry): entry is [string, number] => typeof entry[1] === "number").map(([token, logprob]) => ({ token, logprob }));
}
