/** A stand-in for a model: a logit in [-4, 4) that every character of the text changes. NaN for texts that hold `[nan]`. */
export function rewardOf(text: string, seed = 0): number {
  if (text.includes("[nan]")) return NaN;
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return ((hash >>> 0) / 2 ** 32) * 8 - 4;
}

/** What a server refuses however small the request: texts that hold `[refuse]`. */
export const isRefused = (text: string): boolean => text.includes("[refuse]");
/** What makes a server break: texts that hold `[crash]`. */
export const breaksServer = (text: string): boolean => text.includes("[crash]");

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
export const softmax = (xs: readonly number[]): number[] => {
  const exps = xs.map(Math.exp);
  const sum = exps.reduce((a, b) => a + b, 0);
  return exps.map((x) => x / sum);
};
export const nWords = (text: string): number => text.split(/\s+/).length;
