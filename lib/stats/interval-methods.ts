/** Names of the interval methods, printed wherever an interval is. All are pointwise: how well one step is known. */
export interface IntervalMethods { winRate: string; winProbability: string; meanScore: string }

/**
 * @param clustered whether any two prompts of the set share a cluster
 * @param nReferences reference sets that each prompt is averaged over; scores are the checkpoint's own
 */
export function intervalMethods(clustered: boolean, nReferences = 1): IntervalMethods {
  const suffix = clustered ? ", clustered" : "";
  const averaged = nReferences > 1 ? ` of per-prompt means over ${nReferences} references` : "";
  return { winRate: `Wilson 95 %${averaged}${suffix}`, winProbability: `logit-t 95 %${averaged}${suffix}`, meanScore: `t 95 %${suffix}` };
}

/** Name of the interval of a paired difference. @param clustered whether any two of the prompts share a cluster */
export const pairedIntervalMethod = (clustered: boolean): string => `paired t 95 %${clustered ? ", clustered" : ""}`;
