import { windowLengths } from "./contrasts-of-look";
import type { DetectorPlan } from "./detector-plan";
import { spending } from "./spending";

/**
 * Level of one contrast: its look's part of alpha, in equal parts to the lengths of windows, and of each in equal parts to its contrasts.
 * @param k look by order of arrival
 * @param nSame contrasts of that look with a window of the same length
 */
export function contrastLevel(k: number, nSame: number, plan: DetectorPlan): number {
  return (plan.alpha * spending(k, plan)) / windowLengths(plan.blockSize).length / nSame;
}
