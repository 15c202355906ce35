/** Marks that steer a terminal, reorder, hide or join text, and lone surrogates. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/** A text as one line in which everything can be seen: control characters as their symbols (U+2400 block), other marks by number. */
export function showControls(text: string): string {
  return text.replace(unseen, (mark) => {
    const code = mark.codePointAt(0)!;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return "\u2421";
    if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
    return `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
  });
}
