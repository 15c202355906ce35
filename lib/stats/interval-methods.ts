/** Names of the interval methods, printed wherever an interval is. All are pointwise: how well one step is known. */
export interface IntervalMethods { winRate: string; winProbability: string; meanScore: string }

/** @param clustered whether any two prompts of the set share a cluster */
export function intervalMethods(clustered: boolean): IntervalMethods {
  const suffix = clustered ? ", clustered" : "";
  return { winRate: `Wilson 95 %${suffix}`, winProbability: `logit-t 95 %${suffix}`, meanScore: `t 95 %${suffix}` };
}
