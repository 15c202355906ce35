import type { Message, ServerSpec } from "@/lib/contracts";
import { promptText } from "../prompt-text";
import type { ScoreItem } from "../reward-model";

/** Prompt and completion as one conversation. */
export function conversation(item: ScoreItem): Message[] {
  return [...item.messages, { role: "assistant", content: item.completion }];
}

/**
 * Prompt and completion as one text, for servers that take no messages: every message written with `template.context`
 * ({role}, {content}) where it is registered, else `role: content` blocks separated by a blank line (`text-pair`: question, blank line, answer).
 */
export function renderText(spec: ServerSpec, item: ScoreItem): string {
  if (spec.template) return renderMessages(spec.template.context, conversation(item));
  if (spec.input === "text-pair") return `${promptText(item.messages)}\n\n${item.completion}`;
  return conversation(item).map(({ role, content }) => `${role}: ${content}`).join("\n\n");
}

/** Each message by the pattern, one after the other. */
export function renderMessages(pattern: string, messages: readonly Message[]): string {
  return messages.map(({ role, content }) => fillPattern(pattern, { role, content })).join("");
}

/** Puts values into {names} in one pass, so that a value which holds `{b}` stays as it is. */
export function fillPattern(pattern: string, values: Record<string, string>): string {
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Said where a server gets text that Tidemark has rendered. */
export function renderWarning(spec: ServerSpec): string | null {
  return spec.template || spec.input === "text-pair"
    ? null
    : "this server takes text, not messages, and no template.context is registered: messages are sent as \"role: content\" blocks, which is right only for a model trained that way";
}
