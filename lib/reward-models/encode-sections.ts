import type { SpecialToken, Tokeniser } from "./tokeniser";

/** Private-use ranges to stand for control strings of user text; another one is taken where a text uses it itself. */
const standIns = [0xf0000, 0xf4000, 0xf8000, 0x100000, 0x104000, 0x108000, 0xe000];

/** Ids of a text that is built around what people or models wrote. `build` puts `hide` of each of `texts` into the template. */
export type EncodeSections = (texts: readonly string[], build: (hide: (text: string) => string) => string) => number[];

/**
 * Encodes a rendered template so that strings of control tokens in what people or models wrote stay text: they are replaced by private-use
 * characters before rendering, the result is split at the control tokens that the template itself wrote, and each section is encoded with the strings put back.
 * @param bos undefined: as the template says; true: exactly one at the start; false: none
 */
export function createSectionEncoder(tokeniser: Tokeniser, bosToken: SpecialToken | null, bos: boolean | undefined): EncodeSections {
  const specials = [...tokeniser.specialTokens].sort((a, b) => b.content.length - a.content.length);
  const pattern = specials.length > 0 ? new RegExp(specials.map((token) => token.content.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g") : null;
  const indexOf = new Map(specials.map((token, i) => [token.content, i]));

  return (texts, build) => {
    const base = freeRange(texts, specials.length);
    const hide = (text: string): string => (pattern ? text.replace(pattern, (found) => String.fromCodePoint(base + indexOf.get(found)!)) : text);
    const show = (text: string): string => {
      let out = "";
      for (const char of text) {
        const code = char.codePointAt(0)!;
        out += code >= base && code < base + specials.length ? specials[code - base]!.content : char;
      }
      return out;
    };
    const sections = splitAtControl(build(hide), pattern, (content) => specials[indexOf.get(content)!]!);
    const ids = sections.flatMap((section, i) => (typeof section === "string" ? tokeniser.encode(show(section), i === 0) : [section.id]));
    if (bos === undefined || bosToken === null) return ids;
    let start = 0;
    while (ids[start] === bosToken.id) start++;
    return bos ? [bosToken.id, ...ids.slice(start)] : ids.slice(start);
  };
}

/** Splits at control tokens; one that strips takes the white space beside it. */
function splitAtControl(text: string, pattern: RegExp | null, tokenOf: (content: string) => SpecialToken): (string | SpecialToken)[] {
  if (!pattern) return [text];
  const out: (string | SpecialToken)[] = [];
  let end = 0;
  let strips = false;
  const push = (part: string, next: SpecialToken | null): void => {
    let section = strips ? part.replace(/^\p{White_Space}+/u, "") : part;
    if (next?.lstrip) section = section.replace(/\p{White_Space}+$/u, "");
    if (section !== "") out.push(section);
  };
  for (const found of text.matchAll(pattern)) {
    const token = tokenOf(found[0]);
    push(text.slice(end, found.index), token);
    out.push(token);
    strips = token.rstrip;
    end = found.index + found[0].length;
  }
  push(text.slice(end), null);
  return out;
}

function freeRange(texts: readonly string[], size: number): number {
  const used = new Set<number>();
  for (const content of texts) {
    if (!/[\ue000-\uf8ff\u{f0000}-\u{10ffff}]/u.test(content)) continue;
    for (const char of content) used.add(char.codePointAt(0)!);
  }
  const base = standIns.find((start) => { for (let i = 0; i < size; i++) if (used.has(start + i)) return false; return true; });
  if (base === undefined) throw new Error("the text uses every private-use range");
  return base;
}
