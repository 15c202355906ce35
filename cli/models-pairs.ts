import { readFileSync } from "node:fs";
import type { Message } from "@/lib/contracts";
import { ConfigError, DomainError } from "@/lib/errors";
import { parseJsonLines, type JsonLine } from "@/lib/formats/jsonl";

/** A prompt with two completions, of which somebody found `chosen` better. */
export interface LabelledPair {
  prompt?: string;
  messages?: Message[];
  chosen: string;
  rejected: string;
  tag?: string;
}

const shape = 'one {"prompt" or "messages", "chosen", "rejected", "tag"?} a line, chosen and rejected as text';
const roles = new Set(["system", "user", "assistant", "tool"]);
const isText = (value: unknown): value is string => typeof value === "string";

/**
 * Reads labelled pairs from JSON Lines.
 * @throws ConfigError naming the file, the line and the field
 */
export function readLabelledPairs(file: string): LabelledPair[] {
  let lines: JsonLine[];
  try {
    lines = parseJsonLines(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ConfigError(error instanceof DomainError ? `${file}: ${error.message}` : `The pairs in ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}). --pairs names a file of JSON Lines: ${shape}.`);
  }
  if (lines.length === 0) throw new ConfigError(`${file} holds no pair. It has ${shape}.`);
  return lines.map(({ line, value }) => toPair(value, (why) => new ConfigError(`${file}, line ${line}: ${why}. Each line is ${shape}.`)));
}

function toPair(value: unknown, wrong: (why: string) => ConfigError): LabelledPair {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong("this is no object");
  const { prompt, messages, chosen, rejected, tag } = value as Record<string, unknown>;
  if ((prompt === undefined) === (messages === undefined)) throw wrong("give either prompt or messages");
  if (prompt !== undefined && !isText(prompt)) throw wrong("prompt is text; a conversation goes into messages");
  if (messages !== undefined && !isConversation(messages)) throw wrong("messages is a list of {role, content}, role one of system, user, assistant, tool");
  if (!isText(chosen) || !isText(rejected)) throw wrong(`${isText(chosen) ? "rejected" : "chosen"} is ${(isText(chosen) ? rejected : chosen) === undefined ? "missing" : "not text (of a conversation, give the last answer alone)"}`);
  if (tag !== undefined && tag !== null && !isText(tag)) throw wrong("tag is text");
  return { ...(isText(prompt) ? { prompt } : { messages: messages as Message[] }), chosen, rejected, ...(isText(tag) && { tag }) };
}

const isConversation = (value: unknown): value is Message[] =>
  Array.isArray(value) && value.length > 0 && value.every((m: unknown) => typeof m === "object" && m !== null && "role" in m && "content" in m && isText(m.content) && isText(m.role) && roles.has(m.role));
