import { suffixArray } from "./suffix-array";

/** Length of what each suffix shares with its predecessor in the order; the first shares 0. Linear. @see Kasai et al. 2001 */
function sharedPrefixes(s: Int32Array, order: Int32Array): Int32Array {
  const n = s.length;
  const rank = new Int32Array(n), shared = new Int32Array(n);
  for (let k = 0; k < n; k++) rank[order[k]!] = k;
  let length = 0;
  for (let i = 0; i < n; i++) {
    if (rank[i] === 0) {
      length = 0;
      continue;
    }
    const j = order[rank[i]! - 1]!;
    while (i + length < n && j + length < n && s[i + length] === s[j + length]) length++;
    shared[rank[i]!] = length;
    if (length > 0) length--;
  }
  return shared;
}

/** Text, a mark that occurs nowhere else (0), other text: characters numbered from 1 as they first appear, so that no number is unused. */
function joinNumbered(text: Int32Array, other: Int32Array): { joined: Int32Array; upper: number } {
  const common = new Int32Array(256), rare = new Map<number, number>();
  let upper = 0;
  const numberOf = (code: number): number => {
    if (code < 256) return (common[code] ||= ++upper);
    const number = rare.get(code) ?? ++upper;
    if (number === upper) rare.set(code, number);
    return number;
  };
  const joined = new Int32Array(text.length + 1 + other.length);
  for (let i = 0; i < text.length; i++) joined[i] = numberOf(text[i]!);
  for (let i = 0; i < other.length; i++) joined[text.length + 1 + i] = numberOf(other[i]!);
  return { joined, upper };
}

/**
 * The longest stretch that occurs twice in a text (the occurrences may overlap), and the longest that it shares with another.
 * Exact, in time linear in both lengths.
 * @param text [n], @param other [m] code points
 * @returns lengths in characters: repeated in [0, n - 1] (0 for an empty text), shared in [0, min(n, m)]
 */
export function longestSpans(text: Int32Array, other: Int32Array): { repeated: number; shared: number } {
  const { joined, upper } = joinNumbered(text, other);
  const order = suffixArray(joined, upper);
  const common = sharedPrefixes(joined, order);
  let repeated = 0, shared = 0;
  // What the suffix at hand shares with the last one of either text before it in the order.
  let withText = 0, withOther = 0;
  for (let k = 0; k < order.length; k++) {
    withText = Math.min(withText, common[k]!);
    withOther = Math.min(withOther, common[k]!);
    if (order[k]! < text.length) {
      repeated = Math.max(repeated, withText);
      shared = Math.max(shared, withOther);
      withText = Infinity;
    } else if (order[k]! > text.length) {
      shared = Math.max(shared, withText);
      withOther = Infinity;
    }
  }
  return { repeated, shared };
}
