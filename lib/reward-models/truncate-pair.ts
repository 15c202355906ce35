import type { Message } from "@/lib/contracts";
import { largest } from "./largest";
import { codePoints, keepEnd, leastKept } from "./truncate-chat";
import type { Overlong } from "./truncate";

export interface PairPlan { messages: Message[]; a: string; b: string; cut: "none" | "prompt" | "completion" }

export interface PairSizes {
  /** Tokens of the whole input, of the longer of the two orders. */
  rendered: (messages: readonly Message[], a: string, b: string) => number;
  /** Tokens of a text by itself. */
  text: (text: string) => number;
}

/**
 * Fits a context and two responses into `maxTokens`: the context loses text at its start, down to min(its length, maxTokens / 8) tokens; then both responses
 * are cut at their ends to the same length in code points, so that a short one stays whole and neither is favoured.
 * @returns null where it does not fit and responses must not be cut (or nothing fits at all)
 */
export function truncatePair(messages: readonly Message[], a: string, b: string, maxTokens: number, overlong: Overlong, sizes: PairSizes): PairPlan | null {
  if (sizes.rendered(messages, a, b) <= maxTokens) return { messages: [...messages], a, b, cut: "none" };
  const { least, total } = leastKept(messages, maxTokens, sizes.text);
  const fits = (kept: number): boolean => sizes.rendered(keepEnd(messages, kept), a, b) <= maxTokens;
  if (fits(least)) return { messages: keepEnd(messages, largest(least, total, fits)), a, b, cut: "prompt" };
  if (overlong === "fail") return null;
  const shortest = keepEnd(messages, least);
  const [first, second] = [[...a], [...b]];
  const cutTo = (n: number): [string, string] => [first.slice(0, n).join(""), second.slice(0, n).join("")];
  const kept = largest(0, Math.max(codePoints(a), codePoints(b)), (n) => sizes.rendered(shortest, ...cutTo(n)) <= maxTokens);
  if (kept === 0) return null;
  const [keptA, keptB] = cutTo(kept);
  return { messages: shortest, a: keptA, b: keptB, cut: "completion" };
}
