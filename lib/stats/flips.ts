/** Places of the prompts whose outcome turned fully between two checkpoints; to or from a tie is no flip. */
export interface Flips { lossToWin: number[]; winToLoss: number[] }

/**
 * @param before, after [nPrompts] outcomes 1, 0.5, 0 of the same prompts; not finite where there is none
 * @throws RangeError when lengths differ
 */
export function flips(before: ArrayLike<number>, after: ArrayLike<number>): Flips {
  if (before.length !== after.length) throw new RangeError(`before has ${before.length} prompts, after has ${after.length}`);
  const lossToWin: number[] = [], winToLoss: number[] = [];
  for (let i = 0; i < before.length; i++) {
    if (before[i] === 0 && after[i] === 1) lossToWin.push(i);
    if (before[i] === 1 && after[i] === 0) winToLoss.push(i);
  }
  return { lossToWin, winToLoss };
}
