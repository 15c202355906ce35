const words: Record<string, string> = {
  "no-pairs": "no prompt has both scores",
  "too-few-pairs": "too few pairs for an interval",
  "no-scores": "no prompt has a score",
  "too-few-scores": "too few scores for an interval",
  "one-cluster": "all prompts belong to one group",
  "all-equal": "all scores are equal, so their spread is not known",
  "not-computed": "not computed yet",
  "not-calibrated": "not calibrated",
  "pairwise-model": "none from a pairwise model",
};

/** Says why a value is not known. A code without words of its own is shown as it is, with spaces. */
export function reasonWords(code: string): string {
  return words[code] ?? code.replaceAll("-", " ");
}
