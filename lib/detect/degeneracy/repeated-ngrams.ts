import { characterKind, characterKinds, isSpaceless } from "./character-kind";

/** A longer run of letters is no word of any language but a text without spaces. */
const longestWord = 64;

/**
 * Words of a text as numbers, equal for equal words: runs of letters, digits and marks. A letter of a script without spaces, a
 * symbol, and each character of a run longer than 64 stand alone; white space separates.
 */
function wordIds(codes: Int32Array): { ids: Int32Array; nDifferent: number } {
  const idOf = new Map<string | number, number>();
  const ids = new Int32Array(codes.length);
  let n = 0;
  const add = (word: string | number) => {
    const id = idOf.get(word) ?? idOf.size;
    if (id === idOf.size) idOf.set(word, id);
    ids[n++] = id;
  };
  const addRun = (from: number, to: number) => {
    if (to - from > longestWord) for (let i = from; i < to; i++) add(codes[i]!);
    else if (to > from) add(String.fromCodePoint(...codes.subarray(from, to)));
  };
  let start = 0;
  for (let i = 0; i < codes.length; i++) {
    const kind = characterKind(codes[i]!);
    if (kind >= characterKinds.wordPart && !isSpaceless(kind)) continue;
    addRun(start, i);
    if (kind !== characterKinds.space) add(codes[i]!);
    start = i + 1;
  }
  addRun(start, codes.length);
  return { ids: ids.subarray(0, n), nDifferent: idOf.size };
}

/**
 * How much of a text repeats itself: 1 - distinct-n, with distinct-n = different n-grams of words / all n-grams of words.
 * @param codes [n] code points
 * @returns both in [0, 1); NaN for a text without an n-gram
 * @see Li et al. 2016, A Diversity-Promoting Objective Function, arXiv 1510.03055, section 5.3 (distinct-n, there scaled by words)
 */
export function repeatedNgrams(codes: Int32Array): { bigrams: number; trigrams: number } {
  const { ids, nDifferent } = wordIds(codes);
  const pairs = new Map<number, number>();
  const triples = new Set<number>();
  for (let i = 0; i + 1 < ids.length; i++) {
    const pair = ids[i]! * nDifferent + ids[i + 1]!;
    let id = pairs.get(pair);
    if (id === undefined) pairs.set(pair, (id = pairs.size));
    if (i + 2 < ids.length) triples.add(id * nDifferent + ids[i + 2]!);
  }
  const share = (nUnique: number, nAll: number) => (nAll < 1 ? NaN : 1 - nUnique / nAll);
  return { bigrams: share(pairs.size, ids.length - 1), trigrams: share(triples.size, ids.length - 2) };
}
