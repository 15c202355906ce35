import type { BradleyTerry } from "./bradley-terry";
import { choleskySolve } from "./cholesky-solve";

/**
 * Standard errors of strengths from the inverse Fisher information under sum-to-zero. They take every comparison as independent, which
 * comparisons on shared prompts are not: intervals are by resampling prompts (`bradleyTerryIntervals`).
 * @returns [n]
 * @see golden values test/stats/golden.json bradley_terry
 */
export function bradleyTerrySe({ strength, factor, ridge }: Pick<BradleyTerry, "strength" | "factor" | "ridge">): Float64Array {
  const n = strength.length;
  return Float64Array.from(strength, (_, i) => {
    const column = new Float64Array(n);
    column[i] = 1;
    // Without the direction (1, ..., 1), which was put in only to make the matrix definite.
    return Math.sqrt(Math.max(0, choleskySolve(factor, column)[i]! - 1 / (n * (1 + ridge))));
  });
}
