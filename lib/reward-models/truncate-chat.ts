import type { Message } from "@/lib/contracts";
import { largest } from "./largest";
import { promptFloor, type Overlong } from "./truncate";

export interface ChatPlan { messages: Message[]; completion: string; cut: "none" | "prompt" | "completion" }

export interface ChatSizes {
  /** Tokens of the whole rendered conversation, template included. */
  rendered: (messages: readonly Message[], completion: string) => number;
  /** Tokens of a text by itself. */
  text: (text: string) => number;
}

/**
 * Fits a conversation into `maxTokens`. Oldest messages lose text first, from their start; a turn (a user message and what answers it) that lost all of it
 * is left out unless it is the last. System messages and the template's structure stay whole, and so does at least min(prompt, maxTokens / 8).
 * Only then is the completion cut, at its end. Lengths are searched in code points, so that what is left is text again and not half a token.
 * @returns null where it does not fit and the completion must not be cut (or the template alone is too long)
 */
export function truncateChat(messages: readonly Message[], completion: string, maxTokens: number, overlong: Overlong, sizes: ChatSizes): ChatPlan | null {
  if (sizes.rendered(messages, completion) <= maxTokens) return { messages: [...messages], completion, cut: "none" };
  const { least, total } = leastKept(messages, maxTokens, sizes.text);
  const fits = (kept: number): boolean => sizes.rendered(keepEnd(messages, kept), completion) <= maxTokens;
  if (fits(least)) return { messages: keepEnd(messages, largest(least, total, fits)), completion, cut: least === total ? "none" : "prompt" };
  if (overlong === "fail") return null;
  const shortest = keepEnd(messages, least);
  const chars = [...completion];
  const kept = largest(0, chars.length, (n) => sizes.rendered(shortest, chars.slice(0, n).join("")) <= maxTokens);
  return kept === 0 ? null : { messages: shortest, completion: chars.slice(0, kept).join(""), cut: "completion" };
}

/** Code points of what users and assistants said: in all, and how many must stay, which is min(all, maxTokens / 8) counted in tokens. */
export function leastKept(messages: readonly Message[], maxTokens: number, tokens: (text: string) => number): { least: number; total: number } {
  const contents = messages.filter((message) => message.role !== "system").map((message) => message.content);
  const total = contents.reduce((n, content) => n + codePoints(content), 0);
  const tokensOf = (kept: readonly Message[]): number => kept.reduce((n, message) => n + (message.role === "system" ? 0 : tokens(message.content)), 0);
  const floor = promptFloor(contents.reduce((n, content) => n + tokens(content), 0), maxTokens);
  return { total, least: Math.min(total, 1 + largest(-1, total, (kept) => tokensOf(keepEnd(messages, kept)) < floor)) };
}

/** The conversation with only the last `kept` code points of what users and assistants said; a turn left without any is gone unless it is the last. */
export function keepEnd(messages: readonly Message[], kept: number): Message[] {
  let drop = messages.reduce((n, message) => n + (message.role === "system" ? 0 : codePoints(message.content)), 0) - kept;
  if (drop <= 0) return [...messages];
  let turn = 0;
  const alive = new Set<number>();
  const rows = messages.map((message) => {
    if (message.role === "system") return { message, turn: -1 };
    if (message.role === "user") turn++;
    const size = codePoints(message.content);
    if (drop === 0 || drop < size) alive.add(turn);
    const content = drop === 0 ? message.content : [...message.content].slice(drop).join("");
    drop = Math.max(0, drop - size);
    return { message: { role: message.role, content }, turn };
  });
  alive.add(turn).add(-1);
  return rows.filter((row) => alive.has(row.turn)).map((row) => row.message);
}

/** Length of a text in code points. */
export function codePoints(text: string): number {
  let n = 0;
  for (const _ of text) n++;
  return n;
}
