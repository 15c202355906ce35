/**
 * Values of a float output as float64. On Node.js 20 a float16 tensor arrives as its bit patterns in a Uint16Array; later it is a Float16Array.
 * @throws Error for a type that holds no scores
 */
export function readOutput(type: string, data: unknown): number[] {
  if (type === "float32" || type === "float64") return Array.from(data as Float32Array);
  if (type === "float16") return data instanceof Uint16Array ? Array.from(data, halfToNumber) : Array.from(data as Float32Array);
  throw new Error(`output of type ${type}`);
}

/** One value of a float output, without decoding the rest (a language model gives a number for each token of its vocabulary). */
export function readElement(type: string, data: unknown, index: number): number {
  return readOutput(type, (data as Float32Array).subarray(index, index + 1))[0] ?? NaN;
}

/** IEEE 754 binary16 bit pattern to number. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * Log odds of a probability, in float32. Probabilities that rounded to 0 or 1 are taken as 1e-7 from the end (about 16 either way): a sure model is not a failed item.
 * @returns NaN if p is no probability
 */
export function probabilityToLogit(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  const clamped = Math.min(1 - 1e-7, Math.max(1e-7, p));
  return Math.fround(Math.log(clamped / (1 - clamped)));
}
