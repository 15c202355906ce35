const shingleLength = 5;
/** Of a text; longer ones are compared by their beginning. */
const mostCharacters = 4_000;
const nBands = 16, rowsOfBand = 3, nHashes = nBands * rowsOfBand;

/** FNV-1a, 32 bits. */
function hashOf(text: string, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Distinct hashes of all runs of five characters of the text, folded (NFKC, lower case, white space as one blank), ascending. */
function shinglesOf(text: string): Uint32Array {
  const folded = text.slice(0, mostCharacters).normalize("NFKC").toLowerCase().replace(/\s+/gu, " ").trim();
  const found = new Set<number>();
  for (let at = 0; at + shingleLength <= Math.max(folded.length, shingleLength); at++) found.add(hashOf(folded, at, Math.min(at + shingleLength, folded.length)));
  return Uint32Array.from(found).sort();
}

/** Multipliers of the hash family, odd, and its shifts: fixed, so that an answer is the same on every day. */
const multiplier = Uint32Array.from({ length: nHashes }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) | 1) >>> 0);
const shift = Uint32Array.from({ length: nHashes }, (_, i) => Math.imul(i + 7, 0x85ebca6b) >>> 0);

function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

function signatureOf(shingles: Uint32Array): Uint32Array {
  const smallest = new Uint32Array(nHashes).fill(0xffffffff);
  for (const shingle of shingles) {
    for (let i = 0; i < nHashes; i++) {
      const hash = mix((Math.imul(shingle, multiplier[i]!) + shift[i]!) >>> 0);
      if (hash < smallest[i]!) smallest[i] = hash;
    }
  }
  return smallest;
}

/** Shared over all: @param a @param b ascending and distinct */
function jaccard(a: Uint32Array, b: Uint32Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i]! === b[j]!) { shared++; i++; j++; } else if (a[i]! < b[j]!) i++;
    else j++;
  }
  return shared / (a.length + b.length - shared);
}

export interface NearDuplicateSearch {
  /** Adds the next text. @returns which earlier ones it resembles, by their place in order of arrival */
  add(text: string): { place: number; similarity: number }[];
}

/**
 * Texts that say almost the same: their sets of five-character runs have a Jaccard similarity of at least `threshold`.
 * Candidates come from MinHash signatures in 16 bands of 3 (Broder 1997; Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, 3.4):
 * a pair at .8 is overlooked with probability (1 - .8^3)^16, 1e-5. Every candidate's similarity is then computed from the sets themselves.
 * @param threshold in (0, 1]
 */
export function createNearDuplicateSearch(threshold: number): NearDuplicateSearch {
  const all: Uint32Array[] = [];
  const buckets = Array.from({ length: nBands }, () => new Map<string, number[]>());
  return {
    add(text) {
      const shingles = shinglesOf(text);
      const signature = signatureOf(shingles);
      const candidates = new Set<number>();
      buckets.forEach((bucket, band) => {
        const key = signature.subarray(band * rowsOfBand, (band + 1) * rowsOfBand).join(" ");
        const sharing = bucket.get(key);
        if (sharing) { for (const place of sharing) candidates.add(place); sharing.push(all.length); } else bucket.set(key, [all.length]);
      });
      all.push(shingles);
      return [...candidates].sort((a, b) => a - b)
        .map((place) => ({ place, similarity: jaccard(shingles, all[place]!) }))
        .filter(({ similarity }) => similarity >= threshold);
    },
  };
}
