import type { EncoderParts, ItemEncoder } from "./encoder-parts";
import { promptText } from "./prompt-text";
import { assemblePair, controlTokens, pairLayout } from "./tokenise-pair";
import { truncate } from "./truncate";

/** Question and answer as a text pair, as the post-processor of tokenizer.json puts them together. */
export function createTextPairEncoder({ folder, tokeniser, maxTokens, overlong, tooLong }: EncoderParts): Pick<ItemEncoder, "encode"> {
  const layout = pairLayout(folder.tokenizer, tokeniser, folder.shownName);
  const nControl = controlTokens(layout);
  return {
    encode(item) {
      const a = tokeniser.encode(promptText(item.messages));
      const b = tokeniser.encode(item.completion);
      const plan = truncate({ nPrompt: a.length, nCompletion: b.length, nControl }, maxTokens, overlong);
      if (!plan) return tooLong(a.length + b.length + nControl);
      return { ok: true, ...assemblePair(layout, a.slice(plan.promptStart), b.slice(0, plan.completionEnd)), cut: plan.cut };
    },
  };
}
