import type { Message, OnnxSpec } from "@/lib/contracts";
import { createChatTemplate } from "./chat-template";
import { RewardModelError } from "./reward-model-error";

export const defaultPairTemplate = {
  pair: "[CONTEXT] {context} [RESPONSE A] {a} [RESPONSE B] {b} \n",
  labels: ["A", "B"] as const,
};

/** The user turn that asks which of two responses is better; a is shown first. */
export type PairText = (messages: readonly Message[], a: string, b: string) => string;

/**
 * The user turn of a pairwise generative model. Without a template of the registration's own it is that of pair-preference-model: each message of the
 * context is `<turn> role`, a line break, a space and its text, with an empty line before the first. `template.context` says how one message is written, or is a Jinja template of them all.
 * @see https://huggingface.co/RLHFlow/pair-preference-model-LLaMA3-8B
 * @throws RewardModelError where the template leaves something out
 */
export function createPairText(template: OnnxSpec["template"], shownName: string): PairText {
  const pair = template?.pair ?? defaultPairTemplate.pair;
  const missing = ["{a}", "{b}", "{context}"].filter((place) => !pair.includes(place));
  if (missing.length > 0) throw new RewardModelError(`template.pair of ${shownName} has no place for ${missing.join(", ")}: correct it.`);
  const context = contextText(template?.context, shownName);
  return (messages, a, b) => fill(pair, { context: context(messages), a, b });
}

function contextText(template: string | undefined, shownName: string): (messages: readonly Message[]) => string {
  if (template === undefined) return (messages) => `\n${messages.map(({ role, content }) => `\n<turn> ${role}\n ${content}`).join("")}\n`;
  if (/\{[{%]/.test(template)) {
    const jinja = createChatTemplate(template, {}, `template.context of ${shownName}`);
    return (messages) => jinja.render(messages);
  }
  if (!template.includes("{content}")) throw new RewardModelError(`template.context of ${shownName} has no place for {content}: correct it.`);
  return (messages) => messages.map(({ role, content }) => fill(template, { role, content })).join("");
}

/** All places at once, so that a place's name in a text stays text. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
