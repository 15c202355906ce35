import { logFactorials } from "./log-factorials";

export interface McNemar {
  /** min(1, 2 P[Bin(b + c, 1/2) <= min(b, c)]) */
  pTwoSided: number;
  /** Two-sided mid-p: half of the observed outcome's probability is left out; not guaranteed to hold its level. */
  pMid: number;
  /** P[Bin(b + c, 1/2) >= c]: small when more prompts turned for the second side than against it. */
  pSecondBetter: number;
}

/**
 * Exact McNemar test on discordant prompts. For outcomes without half steps; where ties turn, use the sign-flip test.
 * @param b prompts that only the first side wins; @param c prompts that only the second side wins (whole numbers >= 0)
 * @returns probabilities in [0, 1]; all about 1 when no prompt is discordant
 * @throws RangeError for anything but whole numbers >= 0
 * @see McNemar 1947; R exact2x2 mcnemarExactDP
 */
export function mcnemarExact(b: number, c: number): McNemar {
  if (![b, c].every((count) => Number.isSafeInteger(count) && count >= 0)) throw new RangeError(`counts must be whole numbers >= 0, got ${b} and ${c}`);
  const n = b + c;
  if (n === 0) return { pTwoSided: 1, pMid: 1, pSecondBetter: 1 };
  const logFactorial = logFactorials(n);
  const probability = (k: number) => Math.exp(logFactorial[n]! - logFactorial[k]! - logFactorial[n - k]! - n * Math.LN2);
  const atMost = (k: number) => {
    let sum = 0;
    for (let j = 0; j <= k; j++) sum += probability(j);
    return sum;
  };
  const lower = Math.min(b, c);
  const pTwoSided = Math.min(1, 2 * atMost(lower));
  return {
    pTwoSided,
    pMid: pTwoSided - probability(lower),
    pSecondBetter: Math.min(1, atMost(b)),
  };
}
