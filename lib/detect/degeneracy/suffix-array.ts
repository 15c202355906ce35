/**
 * Suffixes of a sequence in lexicographic order, by induced sorting: time and memory linear in n + upper.
 * @param s [n] whole numbers in [0, upper]
 * @returns [n] start of each suffix, smallest suffix first
 * @see Nong, Zhang, Chan 2009, Linear Suffix Array Construction by Almost Pure Induced-Sorting (SA-IS)
 */
export function suffixArray(s: Int32Array, upper: number): Int32Array {
  const n = s.length;
  if (n < 2) return new Int32Array(n);
  // A suffix is small when it is less than the one after it.
  const isSmall = new Uint8Array(n);
  for (let i = n - 2; i >= 0; i--) isSmall[i] = s[i] === s[i + 1] ? isSmall[i + 1]! : Number(s[i]! < s[i + 1]!);
  // Suffixes of one first symbol form a bucket, its large suffixes before its small ones.
  const largeStart = new Int32Array(upper + 2), smallStart = new Int32Array(upper + 1);
  for (let i = 0; i < n; i++) isSmall[i] === 1 ? largeStart[s[i]! + 1]!++ : smallStart[s[i]!]!++;
  for (let c = 0; c <= upper; c++) {
    smallStart[c]! += largeStart[c]!;
    largeStart[c + 1]! += smallStart[c]!;
  }
  const sa = new Int32Array(n);
  const induce = (leftmost: Int32Array) => {
    sa.fill(-1);
    let next = smallStart.slice();
    for (const i of leftmost) sa[next[s[i]!]!++] = i;
    next = largeStart.slice();
    sa[next[s[n - 1]!]!++] = n - 1;
    for (let k = 0; k < n; k++) {
      const i = sa[k]! - 1;
      if (i >= 0 && isSmall[i] === 0) sa[next[s[i]!]!++] = i;
    }
    next = largeStart.slice();
    for (let k = n - 1; k >= 0; k--) {
      const i = sa[k]! - 1;
      if (i >= 0 && isSmall[i] === 1) sa[--next[s[i]! + 1]!] = i;
    }
  };

  // Leftmost small suffixes, in text order; the others follow from their order.
  const numberOf = new Int32Array(n).fill(-1), found = new Int32Array(n);
  let m = 0;
  for (let i = 1; i < n; i++) {
    if (isSmall[i] === 0 || isSmall[i - 1] === 1) continue;
    found[m] = i;
    numberOf[i] = m++;
  }
  const leftmost = found.subarray(0, m);
  induce(leftmost);
  if (m === 0) return sa;
  const sorted = sa.filter((i) => numberOf[i]! >= 0);
  const endOf = (i: number) => leftmost[numberOf[i]! + 1] ?? n;
  const areEqual = (a: number, b: number) => {
    const length = endOf(a) - a;
    if (endOf(b) - b !== length) return false;
    // Past the end there is no symbol, which equals none.
    for (let k = 0; k <= length; k++) if (s[a + k] !== s[b + k]) return false;
    return true;
  };
  const names = new Int32Array(m);
  let name = 0;
  for (let k = 1; k < m; k++) {
    if (!areEqual(sorted[k - 1]!, sorted[k]!)) name++;
    names[numberOf[sorted[k]!]!] = name;
  }
  induce(suffixArray(names, name).map((k) => leftmost[k]!));
  return sa;
}
