import type { Tokenizer } from "@huggingface/tokenizers";
import { bertNormalise, bertPreTokens, lowercaseByChar, type BertNormaliserOptions } from "./bert-normaliser";
import type { Json } from "./load-model-folder";
import { createPrecompiledNormaliser } from "./precompiled-normaliser";
import { splitByPattern, type SplitBehaviour } from "./split-by-pattern";
import { bertPunctuation, type CharacterClass } from "./unicode-tables";

interface Part {
  normalize?: (text: string) => string;
  pre_tokenize_text?: (text: string, options?: { section_index?: number }) => string[];
  normalizers?: Part[];
  tokenizers?: Part[];
  pattern?: RegExp | null;
}
interface Model {
  _call: (tokens: string[]) => string[];
  tokens_to_ids: Map<string, number>;
}

const leadingSpace = /^\p{White_Space}+/u;
const trailingSpace = /\p{White_Space}+$/u;

/**
 * Replaces the parts of the JavaScript tokeniser that differ from the native library, whose ids are the right ones. `isFirst` says whether the text
 * being encoded begins the input (for the space that some tokenisers put only in front of the first section).
 */
export function mendTokeniser(tokenizer: Tokenizer, json: Json, isFirst: () => boolean): void {
  mendNormaliser(tokenizer.normalizer as Part | null, json.normalizer as Json | null);
  mendPreTokeniser(tokenizer.pre_tokenizer as Part | null, json.pre_tokenizer as Json | null, isFirst);
  mendModel(tokenizer.model as unknown as Model, json.model as Json);
}

function mendNormaliser(part: Part | null | undefined, config: Json | null): void {
  if (!part || !config) return;
  switch (config.type) {
    case "Sequence": part.normalizers?.forEach((child, i) => mendNormaliser(child, (config.normalizers as Json[])[i] ?? null)); break;
    case "BertNormalizer": part.normalize = (text) => bertNormalise(text, config as BertNormaliserOptions); break;
    case "Lowercase": part.normalize = lowercaseByChar; break;
    case "Precompiled": if (typeof config.precompiled_charsmap === "string") part.normalize = createPrecompiledNormaliser(config.precompiled_charsmap); break;
    case "Strip": part.normalize = (text) => {
      const left = config.strip_left ? text.replace(leadingSpace, "") : text;
      return config.strip_right ? left.replace(trailingSpace, "") : left;
    }; break;
  }
}

function mendPreTokeniser(part: Part | null | undefined, config: Json | null, isFirst: () => boolean): void {
  if (!part || !config) return;
  const behaviour = String(config.behavior ?? "isolated").toLowerCase().replaceAll("_", "") as SplitBehaviour;
  const by = (pattern: RegExp | CharacterClass, how: SplitBehaviour, invert = false): void => { part.pre_tokenize_text = (text) => splitByPattern(text, pattern, how, invert); };
  switch (config.type) {
    case "Sequence": part.tokenizers?.forEach((child, i) => mendPreTokeniser(child, (config.pretokenizers as Json[])[i] ?? null, isFirst)); break;
    case "BertPreTokenizer": part.pre_tokenize_text = bertPreTokens; break;
    case "Split": if (part.pattern) by(part.pattern, behaviour, config.invert === true); break;
    case "Whitespace": by(/[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/gu, "removed", true); break;
    case "WhitespaceSplit": by(/\p{White_Space}+/gu, "removed"); break;
    case "Punctuation": by(bertPunctuation, behaviour); break;
    case "Digits": by(/\p{N}/gu, config.individual_digits ? "isolated" : "contiguous"); break;
    // JavaScript's \s counts U+FEFF as white space and leaves out U+0085; the native library does the opposite.
    case "ByteLevel": part.pattern = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu; break;
    case "Metaspace": part.pre_tokenize_text = metaspace(config, isFirst); break;
  }
}

function metaspace(config: Json, isFirst: () => boolean): Part["pre_tokenize_text"] {
  const mark = typeof config.replacement === "string" ? config.replacement : "\u2581";
  const scheme = config.prepend_scheme ?? (config.add_prefix_space === false ? "never" : "always");
  const atMark = new RegExp(mark.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "gu");
  return (text, options) => {
    const marked = text.replaceAll(" ", mark);
    const prepend = scheme === "always" || (scheme === "first" && isFirst() && (options?.section_index ?? 0) === 0);
    const whole = prepend && !marked.startsWith(mark) ? mark + marked : marked;
    return config.split === false ? [whole] : splitByPattern(whole, atMark, "mergedwithnext");
  };
}

/** Unknown characters are fused within one pre-token only, and a Unigram model may spell them as bytes. */
function mendModel(model: Model, config: Json): void {
  const call = model._call.bind(model);
  const spellsBytes = config.byte_fallback === true && Array.isArray(config.vocab);
  const encoder = new TextEncoder();
  const spell = (token: string): string[] => {
    if (model.tokens_to_ids.has(token)) return [token];
    const bytes = Array.from(encoder.encode(token), (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`);
    return bytes.every((byte) => model.tokens_to_ids.has(byte)) ? bytes : [token];
  };
  model._call = (tokens) => tokens.flatMap((token) => (spellsBytes ? call([token]).flatMap(spell) : call([token])));
}
