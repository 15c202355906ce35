/** Everything the detector fixes before the first look of an episode. */
export interface DetectorPlan {
  /** H: planned number of looks, >= 1. A run may go on for longer. */
  expectedLooks: number;
  /** Probability of any false alarm in an episode, in (0, 1). */
  alpha: number;
  /** Smallest drop worth an alarm, in units of the metric, in [0, 1). */
  delta: number;
  /** B: looks in a reference block, and in the longer of the two recent windows. */
  blockSize: number;
  /** Share of alpha kept for looks after the planned ones, in (0, 1). */
  eta: number;
  /** Prompts (clusters where prompts have them) below which a contrast is not tested; never fewer than 2. */
  minUnits: number;
  /** Largest difference in excluded prompts between the looks of a contrast that may alarm, as a share of all prompts. */
  maxExcludedShare: number;
}

/** The detector's plan for a run's plan. The other numbers are those under which false alarms and power were measured. */
export function planOf({ expectedLooks, alpha, delta }: Pick<DetectorPlan, "expectedLooks" | "alpha" | "delta">): DetectorPlan {
  const blockSize = expectedLooks < 10 ? 1 : expectedLooks < 20 ? 2 : 4;
  return { expectedLooks, alpha, delta, blockSize, eta: 0.2, minUnits: 50, maxExcludedShare: 0.02 };
}
