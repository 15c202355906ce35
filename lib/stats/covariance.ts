export interface MeansWithCovariance {
  /** [T] mean of each look over the prompts it has. */
  mean: Float64Array;
  /** [T * T] covariance of those means, row by row; positive semi-definite by construction. */
  covariance: Float64Array;
  /** Clusters with a value at any look, or such prompts where each is its own. */
  nUnits: number;
}

/** @returns [nPrompts] place of each prompt's cluster, -1 for a prompt without any value */
function slotsOf(values: readonly ArrayLike<number>[], clusters: ArrayLike<number> | null): { slots: Int32Array; nUnits: number } {
  const n = values[0]!.length;
  const slotOf = new Map<number, number>();
  const slots = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++) {
    if (!values.some((look) => Number.isFinite(look[i]!))) continue;
    const id = clusters === null ? i : clusters[i]!;
    const slot = slotOf.get(id) ?? slotOf.size;
    slotOf.set(id, slot);
    slots[i] = slot;
  }
  return { slots, nUnits: slotOf.size };
}

/**
 * Means of T looks at the same prompts and the covariance of those means. Each look's mean is over the prompts it has (n_t), as its point
 * on the curve is; a prompt acts on it by (x_it - mean_t) / n_t, and by 0 where it is missing:
 * cov_st = G/(G-1) sum_g (sum_{i in g} a_is) (sum_{i in g} a_it). With nothing missing this is the paired covariance over n.
 * As a sum of products it stays positive semi-definite, which deleting prompts pair by pair would not; deleting every prompt that is missing
 * anywhere would leave few over many looks. A prompt that one look of two lacks enters their difference unpaired, which takes its
 * absence to have nothing to do with its outcome.
 * @param values [T][nPrompts], not finite where missing; T >= 1, each look with at least one finite value
 * @param clusters [nPrompts] cluster ids; null: all independent
 * @throws RangeError when lengths differ, or a look has no value
 */
export function covarianceOfMeans(values: readonly ArrayLike<number>[], clusters: ArrayLike<number> | null): MeansWithCovariance {
  const nLooks = values.length, nPrompts = values[0]?.length ?? 0;
  if (values.some((look) => look.length !== nPrompts)) throw new RangeError("looks differ in their number of prompts");
  if (clusters !== null && clusters.length !== nPrompts) throw new RangeError(`clusters has ${clusters.length} entries for ${nPrompts} prompts`);
  const mean = new Float64Array(nLooks), covariance = new Float64Array(nLooks * nLooks);
  if (nLooks === 0) return { mean, covariance, nUnits: 0 };
  const { slots, nUnits } = slotsOf(values, clusters);
  const actions = values.map((look, t) => {
    let sum = 0, n = 0;
    for (let i = 0; i < nPrompts; i++) if (Number.isFinite(look[i]!)) { sum += look[i]!; n++; }
    if (n === 0) throw new RangeError(`look ${t} has no value`);
    const m = (mean[t] = sum / n);
    const action = new Float64Array(nUnits);
    for (let i = 0; i < nPrompts; i++) if (Number.isFinite(look[i]!)) action[slots[i]!]! += (look[i]! - m) / n;
    return action;
  });
  const scale = nUnits / (nUnits - 1);
  for (let s = 0; s < nLooks; s++) {
    for (let t = 0; t <= s; t++) {
      const a = actions[s]!, b = actions[t]!;
      let dot = 0;
      for (let g = 0; g < nUnits; g++) dot += a[g]! * b[g]!;
      covariance[s * nLooks + t] = covariance[t * nLooks + s] = nUnits < 2 ? NaN : scale * dot;
    }
  }
  return { mean, covariance, nUnits };
}
