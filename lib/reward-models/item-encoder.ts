import type { RewardModelSpec } from "@/lib/contracts";
import { createChatTemplate, reason } from "./chat-template";
import { defaultMaxTokens, positionLimit } from "./default-max-tokens";
import type { Json, ModelFolder } from "./load-model-folder";
import { promptText } from "./prompt-text";
import type { Cut, ItemErrorCode, ScoreItem } from "./reward-model";
import { RewardModelError } from "./reward-model-error";
import { assemblePair, controlTokens, pairLayout } from "./tokenise-pair";
import { createChatTokeniser } from "./tokenise-chat";
import { createTokeniser, type SpecialToken } from "./tokeniser";
import { truncate } from "./truncate";
import { truncateChat } from "./truncate-chat";

export type EncodedItem =
  | { ok: true; ids: number[]; types: number[] | null; cut: Cut }
  | { ok: false; code: ItemErrorCode; message: string; nTokens: number };

export interface ItemEncoder {
  encode(item: ScoreItem): EncodedItem;
  readonly maxTokens: number;
  readonly specialTokens: readonly SpecialToken[];
  /** The control token that begins an input, where the tokeniser has one. */
  readonly bos: SpecialToken | null;
  /** Remarks for the model's page, whole sentences. */
  readonly notes: string[];
}

/**
 * Turns items into token ids as the registration says, cut to `maxTokens`.
 * @throws RewardModelError if the folder does not fit the registration
 */
export function createItemEncoder(folder: ModelFolder, spec: RewardModelSpec): ItemEncoder {
  const { shownName, tokenizerConfig, config } = folder;
  const limit = positionLimit(config);
  if (spec.maxTokens !== undefined && limit !== null && spec.maxTokens > limit) {
    throw new RewardModelError(`maxTokens is ${spec.maxTokens}, but config.json of ${shownName} gives the model ${limit} positions: register at most ${limit}.`);
  }
  const maxTokens = spec.maxTokens ?? defaultMaxTokens(config, tokenizerConfig);
  const tokeniser = createTokeniser(folder.tokenizer, shownName);
  const special = (name: string): SpecialToken | null => {
    const content = tokenText(tokenizerConfig[name]);
    return tokeniser.specialTokens.find((token) => token.content === content) ?? null;
  };
  const bos = special("bos_token") ?? special("cls_token");
  const common = { maxTokens, specialTokens: tokeniser.specialTokens, bos };
  const tooLong = (nTokens: number): EncodedItem => ({
    ok: false, code: "completion-too-long", nTokens,
    message: `prompt and completion have ${nTokens} tokens, the model takes ${maxTokens}, and what may be cut is not enough`,
  });
  const overlong = spec.overlong ?? "cut-end";

  if (spec.input === "text-pair") {
    const layout = pairLayout(folder.tokenizer, tokeniser, shownName);
    const nControl = controlTokens(layout);
    return {
      ...common, notes: [],
      encode(item) {
        const a = tokeniser.encode(promptText(item.messages));
        const b = tokeniser.encode(item.completion);
        const plan = truncate({ nPrompt: a.length, nCompletion: b.length, nControl }, maxTokens, overlong);
        if (!plan) return tooLong(a.length + b.length + nControl);
        return { ok: true, ...assemblePair(layout, a.slice(plan.promptStart), b.slice(0, plan.completionEnd)), cut: plan.cut };
      },
    };
  }
  if (folder.chatTemplate === null) {
    throw new RewardModelError(`${shownName} has no chat template (chat_template.jinja, or chat_template in tokenizer_config.json): add it, or register the model with input "text-pair".`);
  }
  const template = createChatTemplate(folder.chatTemplate, templateTokens(tokenizerConfig), shownName);
  const chat = createChatTokeniser(template, tokeniser, special("bos_token"), spec.bos);
  return {
    ...common, notes: template.refusesSystem ? ["The template takes no system message: its text goes in front of the first user message."] : [],
    encode(item) {
      let whole = 0;
      try {
        const plan = truncateChat(item.messages, item.completion, maxTokens, overlong, {
          rendered: (messages, completion) => { const n = chat.encode(messages, completion).length; whole ||= n; return n; },
          text: (text) => tokeniser.encode(text).length,
        });
        return plan ? { ok: true, ids: chat.encode(plan.messages, plan.completion), types: null, cut: plan.cut } : tooLong(whole);
      } catch (error) {
        return { ok: false, code: "template-failed", message: `the chat template refused this conversation: ${reason(error)}`, nTokens: whole };
      }
    },
  };
}

function tokenText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const content = (value as Json | null | undefined)?.content;
  return typeof content === "string" ? content : undefined;
}

/** Names a template may use: bos_token, eos_token, pad_token, unk_token and the like. */
function templateTokens(tokenizerConfig: Json): Record<string, string> {
  const entries = Object.keys(tokenizerConfig).filter((name) => name.endsWith("_token")).map((name) => [name, tokenText(tokenizerConfig[name])] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}
