/**
 * The two neighbouring checkpoints between which most of a drop happened: the split that explains the means best as one sudden fall (least squares, the
 * change point of largest (mean before - mean after) sqrt(k (m - k) / m)). A point estimate to look closer, without an interval.
 * @param looks in step order, from the good checkpoint to the bad one; `value` is the deciding metric's mean
 * @returns null with fewer than two looks, or when no split shows a fall
 */
export function narrowedTo(looks: readonly { step: number; value: number }[]): { from: number; to: number } | null {
  const m = looks.length;
  const total = looks.reduce((sum, { value }) => sum + value, 0);
  let most = 1e-12, found: { from: number; to: number } | null = null;
  let before = 0;
  for (let k = 1; k < m; k++) {
    before += looks[k - 1]!.value;
    const fall = (before / k - (total - before) / (m - k)) * Math.sqrt((k * (m - k)) / m);
    if (fall > most) [most, found] = [fall, { from: looks[k - 1]!.step, to: looks[k]!.step }];
  }
  return found;
}
