/**
 * Columns of the stored matrix, left to right. Frozen: stored matrices are read by it, so a new measure goes to the end
 * and no name ever moves or leaves.
 */
export const textMeasureColumns = [
  "duplicate", "repeatedBigrams", "repeatedTrigrams", "repeatedSpan", "repeatedSpanShare", "compression", "empty", "truncated", "length",
  "lengthChange", "otherScript", "promptEcho", "unknownCharacters",
] as const;

export type TextMeasure = (typeof textMeasureColumns)[number];

/** Each measure: [nPrompts] in prompt order; NaN where the completion is missing or the measure is not defined for it. */
export type TextMeasures = Record<TextMeasure, Float32Array>;

/** @returns every measure NaN for every prompt */
export function unknownTextMeasures(nPrompts: number): TextMeasures {
  const column = () => new Float32Array(nPrompts).fill(NaN);
  return {
    duplicate: column(), repeatedBigrams: column(), repeatedTrigrams: column(), repeatedSpan: column(), repeatedSpanShare: column(),
    compression: column(), empty: column(), truncated: column(), length: column(), lengthChange: column(), otherScript: column(),
    promptEcho: column(), unknownCharacters: column(),
  };
}
