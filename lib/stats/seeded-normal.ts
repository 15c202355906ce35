import { normalQuantile } from "./normal-quantile";
import { seededRandom } from "./seeded-random";

/**
 * Independent standard normal numbers by inversion: quantile((k + 1/2) / 2^32) of the next 32-bit number k of `seededRandom`.
 * The quantile is a ratio of polynomials with its own logarithm, so a seed gives the same numbers on every machine; they lie within +-6.4.
 * @param seed whole number in [0, 2^53 - 1]
 * @returns fills an array in place, and continues where the last call ended
 */
export function seededNormal(seed: number): (into: Float64Array) => void {
  const next = seededRandom(seed);
  return (into) => {
    for (let i = 0; i < into.length; i++) into[i] = normalQuantile((next() + 0.5) / 2 ** 32);
  };
}
