import type { Message } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";
import { asPrompt, readMessages } from "./read-messages";
import type { TableRow } from "./table-of";

/** A prompt with two completions, of which somebody found `chosen` better. */
export interface LabelledPair {
  /** The file's own name of the pair. */
  id?: string;
  prompt?: string;
  messages?: Message[];
  chosen: string;
  rejected: string;
  /** Group that figures are given for: `tag`, or the `subset` of RewardBench. */
  tag?: string;
}

const shape = '{"prompt" or "messages", "chosen", "rejected", "tag" or "subset"?, "id"?}';

/**
 * Labelled pairs from rows: ours, RewardBench's (prompt, chosen, rejected, subset, id) and preference data sets whose chosen and rejected
 * are whole conversations (what they share is the prompt).
 * @throws DomainError invalid-request naming row, field and remedy
 */
export function labelledPairs(rows: readonly TableRow[]): LabelledPair[] {
  if (rows.length === 0) throw new DomainError("invalid-request", `The file holds no pair. Each row is ${shape}.`);
  return rows.map(({ at, fields }) => toPair(fields, (why) => new DomainError("invalid-request", `${at}: ${why}. Each row is ${shape}.`)));
}

const absent = (value: unknown) => value === undefined || value === null || value === "";

function toPair(fields: Record<string, unknown>, wrong: (why: string) => DomainError): LabelledPair {
  const { chosen, rejected } = fields;
  const tag = absent(fields["tag"]) ? fields["subset"] : fields["tag"];
  if (!absent(tag) && typeof tag !== "string") throw wrong("tag is text");
  const id = fields["id"] ?? fields["key"];
  const rest = { ...(typeof tag === "string" && tag !== "" && { tag }), ...((typeof id === "string" || typeof id === "number") && id !== "" && { id: String(id) }) };
  const texts = { chosen: lastOf(chosen), rejected: lastOf(rejected) };
  for (const name of ["chosen", "rejected"] as const) {
    if (texts[name] === null) throw wrong(`${name} is ${fields[name] === undefined || fields[name] === null ? "missing" : "not text, nor a conversation that ends with the assistant"}`);
  }
  return { ...askedOf(fields, wrong), chosen: texts.chosen ?? "", rejected: texts.rejected ?? "", ...rest };
}

function askedOf(fields: Record<string, unknown>, wrong: (why: string) => DomainError): { prompt: string } | { messages: Message[] } {
  const { prompt, messages, chosen, rejected } = fields;
  if (!absent(prompt) && !absent(messages)) throw wrong("give either prompt or messages");
  if (absent(prompt) && absent(messages)) {
    const shared = sharedBeginning(chosen, rejected);
    if (shared.length === 0) throw wrong("give either prompt or messages");
    return asPrompt(shared);
  }
  if (typeof prompt === "string" && prompt !== "") return { prompt };
  const read = Array.isArray(prompt ?? messages) ? readMessages(absent(prompt) ? messages : prompt) : null;
  if (!read) throw wrong(absent(messages) ? "prompt is text or a list of {role, content}" : "messages is a list of {role, content}, role one of system, user, assistant, tool");
  return asPrompt(read);
}

/** The answer: a text, or the last message of a conversation. */
function lastOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  const last = Array.isArray(value) ? readMessages(value)?.at(-1) : undefined;
  return last?.role === "assistant" ? last.content : null;
}

function sharedBeginning(chosen: unknown, rejected: unknown): Message[] {
  const [a, b] = [Array.isArray(chosen) ? readMessages(chosen) : null, Array.isArray(rejected) ? readMessages(rejected) : null];
  if (!a || !b) return [];
  const before = a.slice(0, -1);
  return b.length === a.length && before.every(({ role, content }, i) => b[i]?.role === role && b[i].content === content) ? before : [];
}
