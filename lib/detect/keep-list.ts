export interface KeepListInput {
  /** The checkpoint to keep; null while none is known. Provisional: a point estimate, nothing may be deleted on its word. */
  best: { step: number; provisional: boolean } | null;
  /** Earliest checkpoint within the tolerance of the best; null where not known. */
  earliestWithin: number | null;
  /** Last registered checkpoint, scored or not: training resumes from it. */
  latest: number | null;
  pinned: readonly number[];
  /** Steps whose look is complete: scored on every prompt but the few that the limit allows to be missing. */
  tested: readonly number[];
}

/**
 * Which checkpoints to keep, and which can be deleted without losing a candidate that matters. Kept: the chosen best, the earliest within
 * tolerance, the latest, and pinned ones. Safe to delete: every other step with a complete look, once the best is more than provisional.
 * A step that is not scored, or incompletely, is in neither list: nobody knows yet.
 * @returns both in rising order, without repeats, disjoint
 */
export function keepList({ best, earliestWithin, latest, pinned, tested }: KeepListInput): { keep: number[]; safeToDelete: number[] } {
  const keep = new Set([best?.step, earliestWithin, latest, ...pinned].filter((step) => typeof step === "number"));
  const rising = (steps: Iterable<number>) => [...new Set(steps)].sort((a, b) => a - b);
  const decided = best !== null && !best.provisional;
  return { keep: rising(keep), safeToDelete: decided ? rising(tested).filter((step) => !keep.has(step)) : [] };
}
