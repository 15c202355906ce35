import { logFactorials } from "./log-factorials";

export interface Table {
  /** All items, and those of them that are marked. */
  n: number; marked: number;
  /** Items of the group, and those of them that are marked. */
  group: number; markedInGroup: number;
}

/**
 * Fisher's exact test, one-sided: the chance that a group drawn without replacement would hold at least as many marked items,
 * P[X >= k], X hypergeometric.
 * @returns probability in (0, 1]
 * @throws RangeError when the counts fit no table
 * @see Fisher 1935; R fisher.test(alternative = "greater")
 */
export function fisherExact({ n, marked, group, markedInGroup }: Table): number {
  const counts = [n, marked, group, markedInGroup, marked - markedInGroup, group - markedInGroup, n - marked - group + markedInGroup];
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) throw new RangeError(`no table has ${markedInGroup} of ${marked} in a group of ${group} of ${n}`);
  const log = logFactorials(n);
  const choose = (of: number, k: number): number => log[of]! - log[k]! - log[of - k]!;
  const all = choose(n, group);
  let tail = 0;
  for (let k = Math.min(marked, group); k >= markedInGroup; k--) {
    if (group - k > n - marked) break;
    tail += Math.exp(choose(marked, k) + choose(n - marked, group - k) - all);
  }
  return Math.min(1, tail);
}
