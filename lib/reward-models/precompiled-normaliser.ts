/**
 * The character map that SentencePiece compiles into a tokeniser (`precompiled_charsmap`): a double-array trie over UTF-8 bytes, then
 * the replacement texts, each ended by a zero byte. Applied as the native library does: a grapheme of fewer than six bytes as a whole
 * if the map has a prefix of it, otherwise character by character (an emoji joined by U+200D stays joined only where the map says so).
 * @param charsMap base64, as tokenizer.json holds it
 */
export function createPrecompiledNormaliser(charsMap: string): (text: string) => string {
  const bytes = Buffer.from(charsMap, "base64");
  const trieBytes = bytes.readUInt32LE(0);
  const units = new Uint32Array(trieBytes / 4);
  for (let i = 0; i < units.length; i++) units[i] = bytes.readUInt32LE(4 + 4 * i);
  const replacements = bytes.subarray(4 + trieBytes);
  const encoder = new TextEncoder();
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

  const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);
  const transform = (key: Uint8Array): string | null => {
    let position = offsetOf(units[0]!);
    for (const byte of key) {
      if (byte === 0) return null;
      position ^= byte;
      const unit = units[position] ?? 0;
      if (((unit & 0x800000ff) >>> 0) !== byte) return null;
      position ^= offsetOf(unit);
      if ((unit >>> 8) & 1) {
        const start = units[position]! & 0x7fffffff;
        const end = replacements.indexOf(0, start);
        return replacements.toString("utf8", start, end === -1 ? replacements.length : end);
      }
    }
    return null;
  };
  const cache = new Map<string, string>();
  const normaliseGrapheme = (grapheme: string): string => {
    const known = cache.get(grapheme);
    if (known !== undefined) return known;
    const whole = encoder.encode(grapheme);
    let out = whole.length < 6 ? transform(whole) : null;
    if (out === null) {
      out = "";
      for (const char of grapheme) out += transform(encoder.encode(char)) ?? char;
    }
    if (cache.size < 65_536) cache.set(grapheme, out);
    return out;
  };
  // Printable ASCII is a grapheme each unless something beyond ASCII follows; only the rest needs the segmenter.
  const pieces = /[\x20-\x7e]+(?![^\0-\x7f])|(?:[\x20-\x7e]?[^\x20-\x7e]+)+/gu;
  return (text) => {
    let out = "";
    let end = 0;
    const slow = (part: string): void => { for (const { segment } of segmenter.segment(part)) out += normaliseGrapheme(segment); };
    for (const match of text.matchAll(pieces)) {
      if (match.index > end) slow(text.slice(end, match.index));
      end = match.index + match[0].length;
      if (/^[\x20-\x7e]+$/.test(match[0])) for (const char of match[0]) out += normaliseGrapheme(char);
      else slow(match[0]);
    }
    if (end < text.length) slow(text.slice(end));
    return out;
  };
}
