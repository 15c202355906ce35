import { characterKind, characterKinds, nCharacterKinds } from "./character-kind";

export interface Characters {
  /** [n] code points of the text. */
  codes: Int32Array;
  /** [nCharacterKinds] how many characters have each kind. */
  counts: Int32Array;
}

/** Code points of a text and how many there are of each kind. A lone surrogate is a character of its own. */
export function readCharacters(text: string): Characters {
  const codes = new Int32Array(text.length), counts = new Int32Array(nCharacterKinds);
  let n = 0;
  for (let at = 0; at < text.length; n++) {
    const code = text.codePointAt(at)!;
    codes[n] = code;
    counts[characterKind(code)]!++;
    at += code > 0xffff ? 2 : 1;
  }
  return { codes: codes.subarray(0, n), counts };
}

/** Letters that have a script, by the counts of kinds. */
export function countLetters(counts: Int32Array): number {
  let n = 0;
  for (let kind = characterKinds.firstScript; kind < counts.length; kind++) n += counts[kind]!;
  return n;
}

/** Kind of the script that most letters have; of equals the first. Null without letters. */
export function dominantScript(counts: Int32Array): number | null {
  let best: number | null = null;
  for (let kind = characterKinds.firstScript; kind < counts.length; kind++) {
    if (counts[kind]! > (best === null ? 0 : counts[best]!)) best = kind;
  }
  return best;
}
