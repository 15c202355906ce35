import { hasProbability, type Estimate, type RewardModelSpec } from "@/lib/contracts";

/** What a model of this kind cannot say, to be put over what was computed from its scores. */
export function unknownFor(spec: RewardModelSpec): { winProbability?: Estimate; meanScore?: Estimate } {
  const unknown = (reason: string): Estimate => ({ value: null, low: null, high: null, reason });
  return {
    ...(hasProbability(spec) ? {} : { winProbability: unknown("not-calibrated") }),
    ...(spec.kind === "pairwise" ? { meanScore: unknown("pairwise-model") } : {}),
  };
}
