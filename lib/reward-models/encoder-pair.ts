import { RewardModelError } from "./reward-model-error";
import type { Tokeniser } from "./tokeniser";

export interface EncoderPairLayout { cls: number; sep: number; source: number; candidates: readonly [number, number] }

/** Control tokens of a part: [CLS], its mark, [SEP]. */
const CONTROL = 3;
const WHOLE = 2048;
const SOURCE = 1224;

/** Tokens of the whole input unless the registration says less. */
export const encoderPairTokens = WHOLE;

/**
 * Ids of the marks that a pairwise encoder (PairRM) was trained with.
 * @throws RewardModelError naming those that the tokeniser does not have
 */
export function encoderPairLayout(tokeniser: Tokeniser, names: { cls: string; sep: string }, shownName: string): EncoderPairLayout {
  const wanted = [names.cls, names.sep, "<|source|>", "<|candidate1|>", "<|candidate2|>"];
  const ids = wanted.map((token) => tokeniser.idOf(token));
  const missing = wanted.filter((_, i) => ids[i] === undefined);
  if (missing.length > 0) {
    throw new RewardModelError(`${shownName}/tokenizer.json has no token ${missing.join(", ")}, which a pairwise encoder marks its parts with: save the tokeniser with its added tokens, or register input "pair-template" for a language model.`);
  }
  const [cls, sep, source, first, second] = ids as [number, number, number, number, number];
  return { cls, sep, source, candidates: [first, second] };
}

/**
 * `[CLS] <|source|> s [SEP] [CLS] <|candidate1|> a [SEP] [CLS] <|candidate2|> b [SEP]`. The source has at most 1,224 of 2,048 tokens (the same share of a smaller maxTokens), its marks counted;
 * the candidates have half of what is left each. Every part is cut on its right, as LLM-Blender's tokenize_pair does.
 * @returns null where a candidate would have to be cut and must not be
 * @see Jiang, Ren & Lin 2023, LLM-Blender (arXiv:2306.02561), and its published code
 */
export function assembleEncoderPair(layout: EncoderPairLayout, source: readonly number[], a: readonly number[], b: readonly number[], maxTokens: number, mayCut: boolean): { ids: number[]; swapped: number[]; cut: "none" | "prompt" | "completion" } | null {
  const { cls, sep, candidates } = layout;
  const part = (mark: number, ids: readonly number[], most: number): number[] => [cls, mark, ...ids.slice(0, Math.max(0, most - CONTROL)), sep];
  const sourceIds = part(layout.source, source, Math.floor((maxTokens * SOURCE) / WHOLE));
  const most = Math.floor((maxTokens - sourceIds.length) / 2);
  const cutsCandidate = Math.max(a.length, b.length) > most - CONTROL;
  if ((cutsCandidate && !mayCut) || most <= CONTROL) return null;
  const inOrder = (first: readonly number[], second: readonly number[]): number[] => [...sourceIds, ...part(candidates[0], first, most), ...part(candidates[1], second, most)];
  return { ids: inOrder(a, b), swapped: inOrder(b, a), cut: cutsCandidate ? "completion" : sourceIds.length < source.length + CONTROL ? "prompt" : "none" };
}
