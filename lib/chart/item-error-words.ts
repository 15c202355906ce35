const words: Record<string, string> = {
  "completion-too-long": "is longer than the reward model reads, and its registration says to fail rather than to cut",
  "not-finite": "got NaN or infinity instead of a score",
  "template-failed": "could not be put into the model's chat template",
  "inference-failed": "made the reward model stop with an error",
  "server-refused": "was refused by the model server",
};

const ofReference = "reference-";

/**
 * Why one text has no score, as a sentence.
 * @param code of a failed item; with the prefix `reference-` it is the reference that failed
 */
export function itemErrorWords(code: string): string {
  const isReference = code.startsWith(ofReference);
  const own = isReference ? code.slice(ofReference.length) : code;
  const what = isReference ? "The reference" : "The completion";
  return `${what} ${words[own] ?? `could not be scored: ${own.replaceAll("-", " ")}`}.`;
}
