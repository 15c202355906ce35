const words: Record<string, string> = {
  "no-pairs": "no prompt has both scores",
  "too-few-pairs": "too few pairs for an interval",
  "no-scores": "no prompt has a score",
  "too-few-scores": "too few scores for an interval",
  "no-texts": "no completion gives this value",
  "too-few-texts": "one completion gives this value, so its spread is not known",
  "one-cluster": "all prompts belong to one group",
  "all-equal": "all values are equal, so their spread is not known",
  "too-few-prompts": "too few prompts to compare",
  "not-computed": "not computed yet",
  "not-measured": "not measured yet",
  "not-scored": "not scored yet",
  "not-calibrated": "not calibrated",
  "no-better-than-chance": "the model agrees with people no more often than chance",
  separable: "the model agrees with people on every pair, which leaves the temperature open",
  "pairwise-model": "none from a pairwise model",
  "other-identity": "scored by another revision of the reward model, so the numbers do not compare",
  "first-point": "no point before it",
  "comparability-break": "not comparable with the point before",
  "still-provisional": "still being scored",
  "previous-provisional": "the point before is still being scored",
  "too-incomplete": "incomplete",
  "previous-incomplete": "the point before is incomplete",
  "no-looks": "no checkpoint has been scored completely",
  "few-units": "few independent prompts: chosen from point estimates alone",
  "too-few-units": "too few independent prompts for an interval",
  "no-comparisons": "nothing has been compared yet",
  "not-connected": "not all are linked by comparisons, so their strengths do not compare",
  "too-few-looks": "too few checkpoints",
  "no-peak": "the fitted curve does not turn",
  "one-side-of-peak": "the fitted curve turns where no checkpoint lies",
  "no-kl-logged": "no divergence (kl) has been logged",
  "no-training-and-no-held-out-model": "no reward model has the role training, and none has the role held-out",
  "no-training-model": "no reward model has the role training",
  "no-held-out-model": "no reward model has the role held-out",
  "no-reference-set": "no reference set to compare with",
};

/** Says why a value is not known. A code without words of its own is shown as it is, with spaces. */
export function reasonWords(code: string): string {
  return words[code] ?? code.replaceAll("-", " ");
}

/** Whether a code has words of its own. */
export const hasReasonWords = (code: string): boolean => code in words;
