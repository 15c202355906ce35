const mask64 = (1n << 64n) - 1n;

/** Two outputs of splitmix64, which the generator's authors advise for filling its state: a seed of few bits must not leave most of the state zero. */
function stateOf(seed: number): Uint32Array {
  let x = BigInt(seed);
  const words: number[] = [];
  for (let k = 0; k < 2; k++) {
    x = (x + 0x9e3779b97f4a7c15n) & mask64;
    let z = x;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask64;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask64;
    z ^= z >> 31n;
    words.push(Number(z & 0xffffffffn), Number(z >> 32n));
  }
  return Uint32Array.from(words);
}

/**
 * xoshiro128**: a generator of 32-bit whole numbers with period 2^128 - 1, in integer arithmetic alone, so that a seed gives
 * the same numbers on every machine. For simulation, never for secrets.
 * @param seed whole number in [0, 2^53 - 1], or the four words of the state (not all zero)
 * @returns next whole number in [0, 2^32 - 1]
 * @throws RangeError for any other seed
 * @see Blackman & Vigna 2021, Scrambled linear pseudorandom number generators, ACM TOMS 47(4); splitmix64: Steele, Lea & Flood 2014
 */
export function seededRandom(seed: number | readonly [number, number, number, number]): () => number {
  if (typeof seed === "number" && !(Number.isSafeInteger(seed) && seed >= 0)) throw new RangeError(`a seed is a whole number in [0, 2^53 - 1], got ${seed}`);
  const s = typeof seed === "number" ? stateOf(seed) : Uint32Array.from(seed);
  if (s.every((word) => word === 0)) throw new RangeError("a state of zeros stays zero");
  return () => {
    const scrambled = Math.imul(s[1]!, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= shifted;
    s[3] = (s[3]! << 11) | (s[3]! >>> 21);
    return result;
  };
}
