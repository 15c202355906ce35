import { reason } from "./chat-template";
import { createSectionEncoder } from "./encode-sections";
import type { EncoderParts, ItemEncoder } from "./encoder-parts";
import { noReference } from "./no-reference";
import { createPairText, defaultPairTemplate } from "./pair-text";
import type { Message } from "@/lib/contracts";
import { RewardModelError } from "./reward-model-error";
import type { Tokeniser } from "./tokeniser";
import { truncatePair } from "./truncate-pair";

/** One user turn that shows both responses, in the model's chat template with its answer prompt; the next token says which is better. */
export function createPairTemplateEncoder(parts: EncoderParts): Pick<ItemEncoder, "encode" | "labelIds"> {
  const { folder: { shownName }, spec, tokeniser, maxTokens, overlong, special, tooLong } = parts;
  const template = parts.template();
  const pairText = createPairText(spec.template, shownName);
  const sections = createSectionEncoder(tokeniser, special("bos_token"), spec.bos);
  const [labelA, labelB] = spec.template?.labels ?? defaultPairTemplate.labels;
  const labelIds = [answerId(labelA, tokeniser, shownName), answerId(labelB, tokeniser, shownName)] as const;
  if (labelIds[0] === labelIds[1]) throw new RewardModelError(`template.labels of ${shownName} names the same token twice: give one for each answer.`);
  const idsOf = (messages: readonly Message[], a: string, b: string): number[] => sections([...messages.map(({ content }) => content), a, b], (hide) => {
    const content = pairText(messages.map((message) => ({ role: message.role, content: hide(message.content) })), hide(a), hide(b));
    return template.renderForAnswer([{ role: "user", content }]);
  });
  return {
    labelIds,
    encode({ messages, completion, reference }) {
      if (reference === undefined) return noReference;
      let whole = 0;
      try {
        const [ids, swapped] = [idsOf(messages, completion, reference), idsOf(messages, reference, completion)];
        whole = Math.max(ids.length, swapped.length);
        if (whole <= maxTokens) return { ok: true, ids, types: null, cut: "none", swapped: { ids: swapped, types: null } };
        const plan = truncatePair(messages, completion, reference, maxTokens, overlong, {
          rendered: (kept, a, b) => Math.max(idsOf(kept, a, b).length, idsOf(kept, b, a).length),
          text: (text) => tokeniser.encode(text).length,
        });
        if (!plan) return tooLong(whole);
        return { ok: true, ids: idsOf(plan.messages, plan.a, plan.b), types: null, cut: plan.cut, swapped: { ids: idsOf(plan.messages, plan.b, plan.a), types: null } };
      } catch (error) {
        return { ok: false, code: "template-failed", message: `the chat template refused this comparison: ${reason(error)}`, nTokens: whole };
      }
    },
  };
}

/** Id of an answer, which must be one token. @throws RewardModelError */
function answerId(label: string, tokeniser: Tokeniser, shownName: string): number {
  const isControl = tokeniser.specialTokens.some(({ content }) => content === label);
  const ids = isControl ? [tokeniser.idOf(label)!] : tokeniser.encode(label);
  if (ids.length === 1) return ids[0]!;
  throw new RewardModelError(`The answer "${label}" is ${ids.length} tokens for the tokeniser of ${shownName}: give by template.labels two answers that are one token each.`);
}
