/**
 * Mean over references of each prompt's outcome (or probability), over the references it has. The prompt stays the unit: pooling
 * (prompt, reference) pairs as if independent would make every interval too narrow. Take the result where one reference's values would go.
 * @param perReference [R][nPrompts], outcomes or probabilities in [0, 1], or any other number; not finite where the prompt or that reference has no score; R >= 1
 * @returns [nPrompts] within the range of what is averaged; NaN for a prompt without any reference: excluded, and counted by the caller
 * @throws RangeError when there is no reference, or lengths differ
 */
export function multiReferenceMeans(perReference: readonly ArrayLike<number>[]): Float64Array {
  const n = perReference[0]?.length;
  if (n === undefined || perReference.some((values) => values.length !== n)) throw new RangeError("give at least one reference, all with the same prompts");
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0, known = 0;
    for (const values of perReference) if (Number.isFinite(values[i]!)) { sum += values[i]!; known++; }
    return known === 0 ? NaN : sum / known;
  });
}
