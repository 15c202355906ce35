import { lengthControlFeature } from "@/lib/stats/length-control-feature";

/**
 * ln(length / reference length) of each completion, cut to [-2, 2]; an empty completion is -2.
 * @param lengths, referenceLengths [nPrompts] characters, NaN where missing
 * @returns [nPrompts] NaN where either is missing or the reference is empty
 * @throws RangeError when lengths differ
 */
export function lengthChanges(lengths: Float32Array, referenceLengths: Float32Array): Float32Array {
  if (lengths.length !== referenceLengths.length) throw new RangeError(`${lengths.length} lengths, ${referenceLengths.length} reference lengths`);
  return lengths.map((length, i) => (referenceLengths[i]! > 0 ? lengthControlFeature(length, referenceLengths[i]!, "linear") : NaN));
}
