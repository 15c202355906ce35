import type { Message } from "@/lib/contracts";
import type { ChatTemplate } from "./chat-template";
import type { EncodeSections } from "./encode-sections";

export interface ChatTokeniser {
  /** Ids of a rendered conversation whose last message is the completion. @throws Error if the template refuses it */
  encode(messages: readonly Message[], completion: string): number[];
}

/** Renders a conversation with the model's own template and encodes it; control strings in its messages stay text. */
export function createChatTokeniser(template: ChatTemplate, encodeSections: EncodeSections): ChatTokeniser {
  return {
    encode(messages, completion) {
      const conversation: Message[] = [...messages, { role: "assistant", content: completion }];
      return encodeSections(conversation.map(({ content }) => content), (hide) => template.render(conversation.map(({ role, content }) => ({ role, content: hide(content) }))));
    },
  };
}
