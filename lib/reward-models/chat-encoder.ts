import { reason } from "./chat-template";
import { createSectionEncoder } from "./encode-sections";
import type { EncoderParts, ItemEncoder } from "./encoder-parts";
import { createChatTokeniser } from "./tokenise-chat";
import { truncateChat } from "./truncate-chat";

/** A conversation that ends with the completion, in the model's own chat template. */
export function createChatEncoder(parts: EncoderParts): Pick<ItemEncoder, "encode" | "notes"> {
  const { spec, tokeniser, maxTokens, overlong, tooLong, special } = parts;
  const template = parts.template();
  const chat = createChatTokeniser(template, createSectionEncoder(tokeniser, special("bos_token"), spec.bos));
  return {
    notes: template.refusesSystem ? ["The template takes no system message: its text goes in front of the first user message."] : [],
    encode(item) {
      let whole = 0;
      try {
        const ids = chat.encode(item.messages, item.completion);
        whole = ids.length;
        if (whole <= maxTokens) return { ok: true, ids, types: null, cut: "none" };
        const plan = truncateChat(item.messages, item.completion, maxTokens, overlong, {
          rendered: (messages, completion) => chat.encode(messages, completion).length,
          text: (text) => tokeniser.encode(text).length,
        });
        return plan ? { ok: true, ids: chat.encode(plan.messages, plan.completion), types: null, cut: plan.cut } : tooLong(whole);
      } catch (error) {
        return { ok: false, code: "template-failed", message: `the chat template refused this conversation: ${reason(error)}`, nTokens: whole };
      }
    },
  };
}
