/** One scored checkpoint, as the detector sees it. */
export interface Look {
  /** Training step: the place in the order by which contrasts are formed. Distinct within a lineage. */
  step: number;
  /** k: place in the order of arrival within the episode, from 1: the order by which the error budget is spent. */
  arrival: number;
  /** [nPrompts] the metric of each prompt, same prompt order at every look; not finite: excluded. */
  values: Float32Array | Float64Array;
  /** More failed or missing than the limit: the look is computed but never alarms. */
  incomplete: boolean;
}

/** Looks in step order. */
export function byStep<T extends Pick<Look, "step" | "arrival">>(looks: readonly T[]): T[] {
  return [...looks].sort((a, b) => a.step - b.step || a.arrival - b.arrival);
}
