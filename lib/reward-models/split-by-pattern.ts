import type { CharacterClass } from "./unicode-tables";

export type SplitBehaviour = "removed" | "isolated" | "mergedwithprevious" | "mergedwithnext" | "contiguous";

/**
 * Splits a text at the matches of a pattern as the native library does.
 * @param pattern a regular expression with flag g, or a class of single characters @param invert the parts between matches count as matches, and the other way round
 */
export function splitByPattern(text: string, pattern: RegExp | CharacterClass, behaviour: SplitBehaviour, invert = false): string[] {
  const parts: { text: string; match: boolean }[] = [];
  let end = 0;
  for (const found of matches(text, pattern)) {
    if (found[0] === "") continue;
    if (found.index > end) parts.push({ text: text.slice(end, found.index), match: invert });
    end = found.index + found[0].length;
    parts.push({ text: found[0], match: !invert });
  }
  if (end < text.length) parts.push({ text: text.slice(end), match: invert });
  const out: string[] = [];
  let previousMatch = false;
  switch (behaviour) {
    case "isolated": return parts.map((part) => part.text);
    case "removed": return parts.filter((part) => !part.match).map((part) => part.text);
    case "contiguous":
      parts.forEach((part, i) => { if (i > 0 && part.match === previousMatch) out[out.length - 1] += part.text; else out.push(part.text); previousMatch = part.match; });
      return out;
    case "mergedwithprevious":
      for (const part of parts) { if (part.match && !previousMatch && out.length > 0) out[out.length - 1] += part.text; else out.push(part.text); previousMatch = part.match; }
      return out;
    case "mergedwithnext":
      for (const part of parts.reverse()) { if (part.match && !previousMatch && out.length > 0) out[out.length - 1] = part.text + out[out.length - 1]!; else out.push(part.text); previousMatch = part.match; }
      return out.reverse();
  }
}

function* matches(text: string, pattern: RegExp | CharacterClass): Iterable<{ 0: string; index: number }> {
  if (pattern instanceof RegExp) return yield* text.matchAll(pattern);
  let index = 0;
  for (const char of text) {
    if (pattern(char.codePointAt(0)!)) yield { 0: char, index };
    index += char.length;
  }
}
