export type TextPart = { text: string; sign?: string };

/** Marks that reorder, hide or join text: a completion must not be able to use them against its reader. */
const names: Record<number, string> = {
  0x00ad: "soft hyphen", 0x061c: "ALM", 0x180e: "MVS", 0x200b: "zero-width space", 0x200c: "ZWNJ", 0x200e: "LRM", 0x200f: "RLM",
  0x2028: "line separator", 0x2029: "paragraph separator", 0x202a: "LRE", 0x202b: "RLE", 0x202c: "PDF", 0x202d: "LRO", 0x202e: "RLO",
  0x2060: "word joiner", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xfeff: "BOM",
};
const isTag = (code: number) => code >= 0xe0000 && code <= 0xe007f;
const special = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

function signOf(code: number): string {
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  if (isTag(code)) return `tag ${code === 0xe0001 ? "start" : String.fromCodePoint(code - 0xe0000)}`;
  return names[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/**
 * Cuts a text into plain parts and signs for characters that cannot be seen: control characters as their symbols
 * (U+2400 block), marks of direction and zero width by name. Tab and newline stay as they are.
 */
export function visibleText(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(special)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: match[0], sign: signOf(match[0].codePointAt(0)!) });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
