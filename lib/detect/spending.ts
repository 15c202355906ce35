import type { DetectorPlan } from "./detector-plan";

/**
 * Share of alpha that look k may spend: (1 - eta) / H for the planned looks, eta H / (k (k - 1)) after them.
 * The shares of all looks add up to 1, so a run may go on for ever.
 * @param k look by order of arrival within the episode, >= 1
 * @see golden values test/stats/golden.json spending
 */
export function spending(k: number, { expectedLooks, eta }: Pick<DetectorPlan, "expectedLooks" | "eta">): number {
  return k <= expectedLooks ? (1 - eta) / expectedLooks : (eta * expectedLooks) / (k * (k - 1));
}
