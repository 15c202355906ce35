import type { Contrast } from "./contrast";
import { byStep, type Look } from "./look";

/**
 * Where a drop began: the first step of the worse part. The step means from the block's first look to the window's last
 * are split in two where the squared distance to the two parts' means is least, among the splits after the block whose
 * second part is lower; of equal splits the later. An estimate of a place, without an interval: a slow drift has no one place,
 * and is put at about its middle.
 * Means are over the prompts with a value at every look concerned, so that missing values move no mean; incomplete looks
 * are left out.
 * @returns the window's first step where no split lowers the mean, or no prompt has all values
 */
export function changeStep({ looks, contrast }: { looks: readonly Look[]; contrast: Pick<Contrast, "blockSteps" | "windowSteps"> }): number {
  const { blockSteps, windowSteps } = contrast;
  const first = blockSteps[0]!, last = windowSteps.at(-1)!, blockEnd = blockSteps.at(-1)!;
  const between = byStep(looks).filter(({ step, incomplete }) => step >= first && step <= last && !incomplete);
  const means = commonMeans(between);
  let change = windowSteps[0]!;
  if (means === null) return change;
  const total = means.reduce((sum, mean) => sum + mean, 0);
  let best = 0, before = 0;
  means.forEach((mean, i) => {
    const { step } = between[i]!;
    if (step > blockEnd) {
      const left = before / i, right = (total - before) / (means.length - i);
      // What a split takes off the squared distance, n1 n2 / (n1 + n2) (left - right)^2, counted for falls only.
      const gain = left > right ? i * (means.length - i) * (left - right) ** 2 : 0;
      if (gain > 0 && gain >= best * (1 - 1e-9)) {
        best = Math.max(best, gain);
        change = step;
      }
    }
    before += mean;
  });
  return change;
}

/** Mean of each look over the prompts with a finite value at every one; null without such a prompt. */
function commonMeans(looks: readonly Look[]): number[] | null {
  const sums = looks.map(() => 0);
  let n = 0;
  for (let i = 0; i < (looks[0]?.values.length ?? 0); i++) {
    if (!looks.every(({ values }) => Number.isFinite(values[i]))) continue;
    looks.forEach(({ values }, t) => { sums[t]! += values[i]!; });
    n++;
  }
  return n === 0 ? null : sums.map((sum) => sum / n);
}
