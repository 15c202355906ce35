import type { Adapter, RawScore } from "./adapter";
import { isRecord, numberOrNull, promptTokens, wrongShape } from "./read-shape";
import { conversation } from "./render-text";

const EXPECTED = 'choices[0] with "attribute:value,..." as content, or attributes as logprobs tokens';

/** Reward models behind NVIDIA NIM: a chat completion whose answer lists attributes, as text or as logprobs. */
export const nim: Adapter = {
  path: "/v1/chat/completions",
  mostItems: () => 1,
  mostCharacters: 200_000,
  refuses: (spec) => {
    if (spec.input !== "chat") return 'nim takes conversations: register input: "chat"';
    return spec.backend.model === undefined ? "nim needs backend.model, the name that the server lists under /v1/models" : null;
  },
  warning: () => null,
  async ask(spec, items, post) {
    const answer = await post({ model: spec.backend.model, messages: conversation(items[0]!) });
    const choices = isRecord(answer) ? answer.choices : undefined;
    const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
    if (!isRecord(choice)) throw wrongShape(EXPECTED);
    const pairs = fromLogprobs(choice.logprobs) ?? fromContent(choice.message);
    if (pairs.length === 0 || new Set(pairs.map(([name]) => name)).size < pairs.length) throw wrongShape(EXPECTED);
    const raw: RawScore = { kind: "values", names: pairs.map(([name]) => name), values: pairs.map(([, value]) => value), nTokens: promptTokens(answer) };
    return [raw];
  },
};

function fromContent(message: unknown): [string, number | null][] {
  const first: unknown = Array.isArray(message) ? message[0] : message;
  const content = isRecord(first) ? first.content : undefined;
  if (typeof content !== "string") throw wrongShape(EXPECTED);
  return content.split(",").filter((part) => part.trim() !== "").map((part) => {
    const match = /^\s*([^:]+?)\s*:\s*(\S+)\s*$/.exec(part);
    if (!match) throw wrongShape(EXPECTED);
    return [match[1]!, parseValue(match[2]!)];
  });
}

function parseValue(text: string): number | null {
  if (/^(nan|none|null|[+-]?inf(inity)?)$/i.test(text)) return null;
  const value = Number(text);
  if (Number.isNaN(value)) throw wrongShape(EXPECTED);
  return value;
}

/** The hosted form: one entry a named attribute, its value in `logprob`. */
function fromLogprobs(logprobs: unknown): [string, number | null][] | null {
  const content = isRecord(logprobs) ? logprobs.content : undefined;
  if (!Array.isArray(content) || content.length === 0) return null;
  return content.map((entry) => {
    if (!isRecord(entry) || typeof entry.token !== "string") throw wrongShape(EXPECTED);
    return [entry.token.trim(), numberOrNull(entry.logprob, EXPECTED)];
  });
}
