import type { Estimate } from "@/lib/contracts";
import { wilsonInterval } from "./wilson";

export interface Accuracy {
  nPairs: number;
  nRight: number;
  nTied: number;
  nWrong: number;
  /** (nRight + nTied / 2) / nPairs with its Wilson interval, 95 %; a coin has 0.5. */
  accuracy: Estimate;
}

/**
 * Share of labelled pairs whose better text gets the better score; a tie counts half.
 * @param outcomes [nPairs] of 1 (chosen above rejected), 0.5 (tie), 0, as win-indicator gives them
 * @throws RangeError for any other value
 * @see Wilson 1927, for the interval, which takes the pairs as independent
 */
export function accuracy(outcomes: ArrayLike<number>): Accuracy {
  const counts = { right: 0, tied: 0, wrong: 0 };
  for (const outcome of Array.from(outcomes)) {
    if (outcome === 1) counts.right++;
    else if (outcome === 0.5) counts.tied++;
    else if (outcome === 0) counts.wrong++;
    else throw new RangeError(`an outcome is 1, 0.5 or 0, got ${outcome}`);
  }
  const nPairs = counts.right + counts.tied + counts.wrong;
  const right = counts.right + counts.tied / 2;
  const estimate: Estimate = nPairs === 0 ? { value: null, low: null, high: null, reason: "no-pairs" } : { value: right / nPairs, ...wilsonInterval(right, nPairs) };
  return { nPairs, nRight: counts.right, nTied: counts.tied, nWrong: counts.wrong, accuracy: estimate };
}
