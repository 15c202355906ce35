/** How prompts fall into independent units, prepared once for many means over the same prompts. */
export interface Units {
  nPrompts: number;
  /** [nPrompts] unit of each prompt, numbered from 0; null: each prompt is its own. */
  slots: Int32Array | null;
  /** [nUnits] scratch for the sum of each unit, and for whether it occurs. */
  sums: Float64Array; seen: Uint8Array;
}

/**
 * @param clusters [nPrompts] cluster ids, or null where all prompts are independent
 * @throws RangeError when its length is not nPrompts
 */
export function unitsOf(nPrompts: number, clusters: ArrayLike<number> | null): Units {
  if (clusters === null) return { nPrompts, slots: null, sums: new Float64Array(0), seen: new Uint8Array(0) };
  if (clusters.length !== nPrompts) throw new RangeError(`clusters has ${clusters.length} entries for ${nPrompts} prompts`);
  const slotOf = new Map<number, number>();
  const slots = new Int32Array(nPrompts);
  for (let i = 0; i < nPrompts; i++) {
    const id = clusters[i]!;
    let slot = slotOf.get(id);
    if (slot === undefined) slotOf.set(id, (slot = slotOf.size));
    slots[i] = slot;
  }
  if (slotOf.size === nPrompts) return unitsOf(nPrompts, null);
  return { nPrompts, slots, sums: new Float64Array(slotOf.size), seen: new Uint8Array(slotOf.size) };
}

export interface MeanAndVariance {
  /** Finite values, and the distinct units among them. */
  n: number; nUnits: number;
  /** Mean of the finite values, and the variance of that mean. NaN with fewer than one value and two units. */
  mean: number; variance: number;
}

/**
 * The numbers of `clusteredMean` (lib/stats) over the finite values, without its allocations: a look has hundreds of these.
 * variance = G/(G-1) sum_g (sum_{i in g} (x_i - mean))^2 / n^2; with one prompt a unit that is sd^2 / n.
 * @param values [nPrompts]; not finite: excluded
 */
export function meanAndVariance(values: Float32Array | Float64Array, { nPrompts, slots, sums, seen }: Units): MeanAndVariance {
  let n = 0, sum = 0;
  for (let i = 0; i < nPrompts; i++) {
    const x = values[i]!;
    if (Number.isFinite(x)) { n++; sum += x; }
  }
  const mean = sum / n;
  let nUnits = n, squares = 0;
  if (slots === null) {
    for (let i = 0; i < nPrompts; i++) {
      const x = values[i]!;
      if (Number.isFinite(x)) squares += (x - mean) * (x - mean);
    }
  } else {
    sums.fill(0);
    seen.fill(0);
    nUnits = 0;
    for (let i = 0; i < nPrompts; i++) {
      const x = values[i]!;
      if (!Number.isFinite(x)) continue;
      const slot = slots[i]!;
      sums[slot]! += x - mean;
      if (seen[slot] === 0) { seen[slot] = 1; nUnits++; }
    }
    for (let g = 0; g < sums.length; g++) squares += sums[g]! * sums[g]!;
  }
  return { n, nUnits, mean, variance: nUnits < 2 ? NaN : ((nUnits / (nUnits - 1)) * squares) / (n * n) };
}
