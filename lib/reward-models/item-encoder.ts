import type { OnnxSpec } from "@/lib/contracts";
import { createChatEncoder } from "./chat-encoder";
import { createChatTemplate, type ChatTemplate } from "./chat-template";
import { defaultMaxTokens, positionLimit } from "./default-max-tokens";
import { createEncoderPairEncoder } from "./encoder-pair-encoder";
import { encoderPairTokens } from "./encoder-pair";
import type { EncoderParts, ItemEncoder } from "./encoder-parts";
import { createPairTemplateEncoder } from "./pair-template-encoder";
import type { Json, ModelFolder } from "./load-model-folder";
import { RewardModelError } from "./reward-model-error";
import { createTextPairEncoder } from "./text-pair-encoder";
import { createTokeniser, type SpecialToken, type Tokeniser } from "./tokeniser";

/**
 * Turns items into token ids as the registration says, cut to `maxTokens`.
 * @throws RewardModelError if the folder does not fit the registration
 */
export function createItemEncoder(folder: ModelFolder, spec: OnnxSpec): ItemEncoder {
  const { shownName, tokenizerConfig, config } = folder;
  const limit = positionLimit(config);
  if (spec.maxTokens !== undefined && limit !== null && spec.maxTokens > limit) {
    throw new RewardModelError(`maxTokens is ${spec.maxTokens}, but config.json of ${shownName} gives the model ${limit} positions: register at most ${limit}.`);
  }
  const isEncoderPair = spec.kind === "pairwise" && spec.input === "text-pair";
  const byDefault = defaultMaxTokens(config, tokenizerConfig);
  const maxTokens = spec.maxTokens ?? (isEncoderPair ? Math.min(encoderPairTokens, byDefault) : byDefault);
  const tokeniser = createTokeniser(folder.tokenizer, shownName);
  const special = (name: string): SpecialToken | null => {
    const content = tokenText(tokenizerConfig[name]);
    return tokeniser.specialTokens.find((token) => token.content === content) ?? null;
  };
  const parts: EncoderParts = {
    folder, spec, tokeniser, maxTokens, special, overlong: spec.overlong ?? "cut-end",
    template: () => chatTemplateOf(folder, tokeniser),
    tooLong: (nTokens) => ({
      ok: false, code: "completion-too-long", nTokens,
      message: `prompt and completion have ${nTokens} tokens, the model takes ${maxTokens}, and what may be cut is not enough`,
    }),
  };
  const create = spec.input === "chat" ? createChatEncoder : spec.input === "pair-template" ? createPairTemplateEncoder : isEncoderPair ? createEncoderPairEncoder : createTextPairEncoder;
  // The unknown token is no control token: any text may hold what a vocabulary lacks.
  const unknown = special("unk_token");
  const alsoControl = ["bos_token", "eos_token", "sep_token"].some((name) => special(name)?.id === unknown?.id);
  const controls = tokeniser.specialTokens.filter(({ id }) => alsoControl || id !== unknown?.id);
  return { maxTokens, specialTokens: controls, bos: special("bos_token") ?? special("cls_token"), nBos: isEncoderPair ? 3 : 1, labelIds: null, notes: [], ...create(parts) };
}

function chatTemplateOf({ chatTemplate, shownName, tokenizerConfig }: ModelFolder, tokeniser: Tokeniser): ChatTemplate {
  if (chatTemplate === null) {
    throw new RewardModelError(`${shownName} has no chat template (chat_template.jinja, or chat_template in tokenizer_config.json): add it, or register the model with input "text-pair".`);
  }
  const tokens = templateTokens(tokenizerConfig);
  const template = createChatTemplate(chatTemplate, tokens, shownName);
  const plain = template.renderForAnswer([{ role: "user", content: "question" }]);
  for (const [name, content] of Object.entries(tokens)) {
    if (content !== "" && plain.includes(content) && tokeniser.idOf(content) === undefined) {
      throw new RewardModelError(`The chat template of ${shownName} writes the ${name} "${content}", which tokenizer.json does not know: save the tokeniser and its configuration from the same model again.`);
    }
  }
  return template;
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
