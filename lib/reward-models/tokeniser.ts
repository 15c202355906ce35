import { Tokenizer } from "@huggingface/tokenizers";
import type { Json } from "./load-model-folder";
import { mendTokeniser } from "./mend-tokeniser";
import { RewardModelError } from "./reward-model-error";

export interface SpecialToken { id: number; content: string; lstrip: boolean; rstrip: boolean }

export interface Tokeniser {
  /** Ids of a text. Strings of control tokens in it are text, and none is added. `isFirst` is false for a section that does not begin the input. */
  encode(text: string, isFirst?: boolean): number[];
  readonly specialTokens: readonly SpecialToken[];
  /** Id of a token by its string, control tokens included. */
  idOf(token: string): number | undefined;
}

/**
 * A tokeniser from `tokenizer.json` alone (truncation and padding settings in it are not applied; flags of tokenizer_config.json are not either,
 * as in the native library). Its vocabulary is made unable to match a control token's string.
 * @throws RewardModelError naming the part that cannot be used
 */
export function createTokeniser(json: Json, shownName: string): Tokeniser {
  const added = Array.isArray(json.added_tokens) ? (json.added_tokens as (Json & { id: number; content: string })[]) : [];
  const specialTokens = added.filter((token) => token.special === true && token.content !== "")
    .map((token) => ({ id: token.id, content: token.content, lstrip: token.lstrip === true, rstrip: token.rstrip === true }));
  let first = true;
  let tokenizer: Tokenizer;
  try {
    const plain = withoutSpecialTokens(json, new Set(specialTokens.map((token) => token.content)));
    tokenizer = new Tokenizer({ normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, ...plain }, {});
    mendTokeniser(tokenizer, plain, () => first);
  } catch (error) {
    const what = error instanceof Error && /^Unknown \w+ type/.test(error.message) ? ` (${error.message})` : "";
    throw new RewardModelError(`${shownName}/tokenizer.json holds a tokeniser that cannot be used here${what}: save a fast tokeniser of a supported kind (WordPiece, Unigram or BPE).`);
  }
  const special = new Map(specialTokens.map((token) => [token.content, token.id]));
  return {
    specialTokens,
    idOf: (token) => special.get(token) ?? tokenizer.token_to_id(token),
    encode: (text, isFirst = true) => {
      if (text === "") return [];
      first = isFirst;
      return tokenizer.encode(text, { add_special_tokens: false }).ids;
    },
  };
}

/** Drops control tokens from the added tokens, and hides their vocabulary entries behind a name that no text can match; ids stay. */
function withoutSpecialTokens(json: Json, special: ReadonlySet<string>): Json {
  const model = json.model as Json;
  const hidden = (token: string): string => (special.has(token) ? `\u{10fffe}${token}\u{10ffff}` : token);
  const vocab = Array.isArray(model.vocab)
    ? (model.vocab as [string, number][]).map(([token, score]) => (special.has(token) ? [hidden(token), score] : [token, score]))
    : Object.fromEntries(Object.entries(model.vocab as Record<string, number>).map(([token, id]) => [hidden(token), id]));
  // A merge that would spell a control token is dropped too, for the same reason.
  const merges = Array.isArray(model.merges)
    ? { merges: (model.merges as (string | [string, string])[]).filter((merge) => !special.has(typeof merge === "string" ? merge.replace(" ", "") : merge[0] + merge[1])) }
    : {};
  const unknown = typeof model.unk_token === "string" ? { unk_token: hidden(model.unk_token) } : {};
  return {
    ...json, post_processor: null,
    added_tokens: (json.added_tokens as Json[] | undefined ?? []).filter((token) => token.special !== true),
    model: { ...model, ...unknown, ...merges, vocab },
  };
}
