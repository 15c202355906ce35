import { reasonWords } from "./reason-words";

const sentences: Record<string, string> = {
  "not-calibrated":
    "No win probability: this model's scores are a regression, so a difference of two is not a trained probability. Win rate and mean score are drawn; a calibrated temperature would give the probability.",
  "pairwise-model": "No mean score: a pairwise model compares two texts and gives no score of one alone.",
};

/** The reason in full, to be said once where the value is left out. */
export function reasonSentence(code: string): string {
  const words = reasonWords(code);
  return sentences[code] ?? `${words[0]!.toUpperCase()}${words.slice(1)}.`;
}
