const shingleLength = 5;
/** Of a text; longer ones are compared by their beginning. */
const mostCharacters = 4_000;
const nBands = 16, rowsOfBand = 3, nHashes = nBands * rowsOfBand;
/** Share of equal hashes below `threshold` less this, a candidate is not worth counting: more than five standard deviations at .8. */
const slack = 0.3;

/** FNV-1a, 32 bits. */
function hashOf(text: string, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** NFKC, lower case, white space as one blank. */
const fold = (text: string): string => text.slice(0, mostCharacters).normalize("NFKC").toLowerCase().replace(/\s+/gu, " ").trim();

/** Distinct hashes of all runs of five characters of a folded text, ascending. */
function shinglesOf(folded: string): Uint32Array {
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

/** A text as it is compared; texts that fold to the same are one sketch. */
interface Sketch { shingles: Uint32Array; signature: Uint32Array }

function sketchOf(folded: string): Sketch {
  const shingles = shinglesOf(folded);
  return { shingles, signature: signatureOf(shingles) };
}

function mayReach(threshold: number, a: Uint32Array, b: Uint32Array): boolean {
  let equal = 0;
  for (let i = 0; i < nHashes; i++) if (a[i] === b[i]) equal++;
  return equal >= (threshold - slack) * nHashes;
}

/** 0 as well where the estimate says that it does not reach the threshold. */
function similarityOf(a: Sketch, b: Sketch, threshold: number): number {
  if (a === b) return 1;
  return mayReach(threshold, a.signature, b.signature) ? jaccard(a.shingles, b.shingles) : 0;
}

export interface NearDuplicateSearch {
  /** Adds the next text. @returns which earlier ones it resembles, by their place in order of arrival */
  add(text: string): { place: number; similarity: number }[];
}

/**
 * Texts that say almost the same: their sets of five-character runs have a Jaccard similarity of at least `threshold`.
 * Candidates come from MinHash signatures in 16 bands of 3 (Broder 1997; Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, 3.4):
 * a pair at .8 is overlooked with probability (1 - .8^3)^16, 1e-5. The share of equal hashes estimates the similarity; a candidate of
 * which it is not far below the threshold has its similarity computed from the sets themselves.
 * @param threshold in (0, 1]
 */
export function createNearDuplicateSearch(threshold: number): NearDuplicateSearch {
  const all: Sketch[] = [];
  const known = new Map<string, Sketch>();
  const buckets = Array.from({ length: nBands }, () => new Map<string, number[]>());
  return {
    add(text) {
      const folded = fold(text);
      const own = known.get(folded) ?? sketchOf(folded);
      known.set(folded, own);
      const candidates = new Set<number>();
      buckets.forEach((bucket, band) => {
        const key = own.signature.subarray(band * rowsOfBand, (band + 1) * rowsOfBand).join(" ");
        const sharing = bucket.get(key);
        if (sharing) { for (const place of sharing) candidates.add(place); sharing.push(all.length); } else bucket.set(key, [all.length]);
      });
      all.push(own);
      return [...candidates].sort((a, b) => a - b)
        .map((place) => ({ place, similarity: similarityOf(own, all[place]!, threshold) }))
        .filter(({ similarity }) => similarity >= threshold);
    },
  };
}
