/**
 * How far a score may lie from the one recorded for the same text.
 * @param score recorded, reward units
 * @param precision of the model; null: a server that does not say, held to full precision
 * @returns 1e-3, for float16 and int8 one percent of the score and at least 1e-2
 */
export function goldenTolerance(score: number, precision: string | null): number {
  return precision === "fp16" || precision === "int8" ? 1e-2 * Math.max(1, Math.abs(score)) : 1e-3;
}
