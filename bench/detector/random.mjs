/**
 * Seeded random numbers: xoshiro128** (Blackman & Vigna 2018), seeded through splitmix32; normals by Box and Muller.
 * @param {string} name and @param {number} index make the seed, so that run 17 of a setting is the same in any thread
 */
export function createRandom(name, index) {
  let state = 0x9e3779b9 ^ index;
  for (let i = 0; i < name.length; i++) state = Math.imul(state ^ name.charCodeAt(i), 0x01000193);
  const split = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  let a = split(), b = split(), c = split(), d = split();
  const rotate = (x, k) => (x << k) | (x >>> (32 - k));
  /** In (0, 1). */
  const uniform = () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const t = b << 9;
    c ^= a; d ^= b; b ^= c; a ^= d; c ^= t; d = rotate(d, 11);
    return ((result >>> 0) + 0.5) / 4294967296;
  };
  let spare = 0, hasSpare = false;
  const normal = () => {
    if (hasSpare) { hasSpare = false; return spare; }
    const radius = Math.sqrt(-2 * Math.log(uniform())), angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    hasSpare = true;
    return radius * Math.cos(angle);
  };
  /** Gamma with shape >= 1 and scale 1 (Marsaglia & Tsang 2000). */
  const gamma = (shape) => {
    const d3 = shape - 1 / 3, c3 = 1 / Math.sqrt(9 * d3);
    for (;;) {
      const x = normal(), v = (1 + c3 * x) ** 3;
      if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d3 - d3 * v + d3 * Math.log(v)) return d3 * v;
    }
  };
  /** Student's t divided by its standard deviation. */
  const heavy = (df) => (normal() / Math.sqrt((2 * gamma(df / 2)) / df)) * Math.sqrt((df - 2) / df);
  return { uniform, normal, heavy };
}
