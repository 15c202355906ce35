import { formatStep } from "./format";

export interface StepRange { from: number; to: number; nSteps: number }

/**
 * Runs of neighbouring checkpoints among those chosen.
 * @param chosen steps, in any order; @param known every step of the curve, in any order: neighbours are neighbours there
 * @returns in rising order; a chosen step that is not known is a run of its own
 */
export function stepRanges(chosen: readonly number[], known: readonly number[]): StepRange[] {
  const place = new Map([...new Set([...known, ...chosen])].sort((a, b) => a - b).map((step, i) => [step, i]));
  const ranges: StepRange[] = [];
  let last = -1;
  for (const step of [...new Set(chosen)].sort((a, b) => a - b)) {
    const at = place.get(step) ?? -1;
    const open = ranges.at(-1);
    if (open && at === last + 1) {
      open.to = step;
      open.nSteps++;
    } else ranges.push({ from: step, to: step, nSteps: 1 });
    last = at;
  }
  return ranges;
}

/** `1 000-1 400, 1 900`: two neighbours are named one by one. */
export function formatStepRanges(chosen: readonly number[], known: readonly number[]): string {
  return stepRanges(chosen, known)
    .map(({ from, to, nSteps }) => (nSteps === 1 ? formatStep(from) : `${formatStep(from)}${nSteps === 2 ? ", " : "-"}${formatStep(to)}`))
    .join(", ");
}
