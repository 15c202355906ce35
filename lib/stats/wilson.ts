import { normalQuantile } from "./normal-quantile";

export interface Interval { low: number; high: number }

/**
 * Wilson score interval of a proportion, pointwise:
 * c = (w + z^2/2n) / (1 + z^2/n), h = z / (1 + z^2/n) * sqrt(w(1-w)/n + z^2/4n^2).
 * A tie enters as half a win, which makes the interval conservative.
 * @param wins wins plus half the ties, in [0, n]
 * @param n pairs, or their effective number where prompts are clustered (then wins = rate * n); 0 gives [0, 1]
 * @param confidence in (0, 1)
 * @returns bounds in [0, 1]
 * @see Wilson 1927; scipy binomtest(...).proportion_ci("wilson"); Brown, Cai, DasGupta 2001
 */
export function wilsonInterval(wins: number, n: number, confidence = 0.95): Interval {
  if (!(wins >= 0 && wins <= n)) throw new RangeError(`wins must lie in [0, n], got ${wins} of ${n}`);
  if (n === 0) return { low: 0, high: 1 };
  const z = normalQuantile((1 + confidence) / 2);
  const w = wins / n;
  const shrink = 1 + (z * z) / n;
  const centre = (w + (z * z) / (2 * n)) / shrink;
  const half = (z / shrink) * Math.sqrt((w * (1 - w)) / n + (z * z) / (4 * n * n));
  return { low: wins === 0 ? 0 : Math.max(0, centre - half), high: wins === n ? 1 : Math.min(1, centre + half) };
}
