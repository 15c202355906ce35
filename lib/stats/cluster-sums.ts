/**
 * Sum of the values of each cluster, clusters in order of first appearance.
 * @param values [n]
 * @param clusters [n] cluster ids, whole numbers >= 0
 * @returns [G] for the G distinct clusters among those given
 * @throws RangeError when an id is negative or not whole
 */
export function clusterSums(values: ArrayLike<number>, clusters: ArrayLike<number>): number[] {
  const slotOf = new Map<number, number>();
  const sums: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const id = clusters[i]!;
    if (!Number.isInteger(id) || id < 0) throw new RangeError(`cluster id ${id} at ${i} is not a whole number >= 0`);
    let slot = slotOf.get(id);
    if (slot === undefined) {
      slot = sums.length;
      slotOf.set(id, slot);
      sums.push(0);
    }
    sums[slot]! += values[i]!;
  }
  return sums;
}
