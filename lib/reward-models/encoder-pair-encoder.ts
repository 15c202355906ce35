import { assembleEncoderPair, encoderPairLayout } from "./encoder-pair";
import type { EncoderParts, ItemEncoder } from "./encoder-parts";
import { noReference } from "./no-reference";
import { promptText } from "./prompt-text";
import type { SpecialToken } from "./tokeniser";

/** Prompt and two completions for a pairwise encoder (PairRM), in both orders. */
export function createEncoderPairEncoder({ folder, tokeniser, maxTokens, overlong, special, tooLong }: EncoderParts): Pick<ItemEncoder, "encode"> {
  const layout = encoderPairLayout(tokeniser, { cls: special("cls_token")?.content ?? "[CLS]", sep: special("sep_token")?.content ?? "[SEP]" }, folder.shownName);
  const strips = (mark: string): boolean => tokeniser.specialTokens.some((token: SpecialToken) => token.content === mark && token.rstrip);
  /** What follows a mark is a section of its own that does not begin the input. */
  const idsAfter = (mark: string, text: string): number[] => tokeniser.encode(strips(mark) ? text.replace(/^\p{White_Space}+/u, "") : text, false);
  return {
    encode({ messages, completion, reference }) {
      if (reference === undefined) return noReference;
      const source = idsAfter("<|source|>", promptText(messages));
      const [a, b] = [idsAfter("<|candidate1|>", completion), idsAfter("<|candidate2|>", reference)];
      const pair = assembleEncoderPair(layout, source, a, b, maxTokens, overlong !== "fail");
      if (!pair) return tooLong(source.length + a.length + b.length + 9);
      return { ok: true, ids: pair.ids, types: null, cut: pair.cut, swapped: { ids: pair.swapped, types: null } };
    },
  };
}
