import { bertControl, bertMark, bertPunctuation } from "./unicode-tables";

export interface BertNormaliserOptions {
  clean_text?: boolean;
  handle_chinese_chars?: boolean;
  strip_accents?: boolean | null;
  lowercase?: boolean;
}

const whiteSpace = /\p{White_Space}/u;

/** The BertNormalizer of the native library, code point by code point (rare CJK beyond the basic plane, Greek final sigma, its own Unicode tables). */
export function bertNormalise(text: string, options: BertNormaliserOptions): string {
  let out = text;
  if (options.clean_text ?? true) out = cleanText(out);
  if (options.handle_chinese_chars ?? true) out = spaceIdeographs(out);
  if (options.strip_accents ?? options.lowercase ?? true) out = stripAccents(out);
  return options.lowercase ?? true ? lowercaseByChar(out) : out;
}

/** Lower case of each character by itself: a capital sigma becomes the same small sigma wherever it stands. */
export function lowercaseByChar(text: string): string {
  return text.includes("Σ") ? text.split("Σ").map((part) => part.toLowerCase()).join("σ") : text.toLowerCase();
}

/** Pre-tokens of BertPreTokenizer: white space separates, each punctuation character stands alone. */
export function bertPreTokens(text: string): string[] {
  const tokens: string[] = [];
  let word = "";
  const flush = (): void => { if (word !== "") tokens.push(word); word = ""; };
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (code < 128 ? code === 32 || (code >= 9 && code <= 13) : whiteSpace.test(char)) flush();
    else if (bertPunctuation(code)) { flush(); tokens.push(char); }
    else word += char;
  }
  flush();
  return tokens;
}

function cleanText(text: string): string {
  let out = "";
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (code > 32 && code < 127) out += char;
    else if (code === 9 || code === 10 || code === 13) out += " ";
    else if (!bertControl(code)) out += whiteSpace.test(char) ? " " : char;
  }
  return out;
}

function spaceIdeographs(text: string): string {
  // Nothing below the first ideograph (U+3400) needs a look.
  if (!/[\u3400-\uffff]/.test(text)) return text;
  let out = "";
  for (const char of text) out += isIdeograph(char.codePointAt(0)!) ? ` ${char} ` : char;
  return out;
}

function isIdeograph(c: number): boolean {
  return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x20000 && c <= 0x2a6df) || (c >= 0x2a700 && c <= 0x2b73f) ||
    (c >= 0x2b740 && c <= 0x2b81f) || (c >= 0x2b920 && c <= 0x2ceaf) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x2f800 && c <= 0x2fa1f);
}

function stripAccents(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text;
  let out = "";
  for (const char of text.normalize("NFD")) if (!bertMark(char.codePointAt(0)!)) out += char;
  return out;
}
