import { checkTerms } from "./check-terms";

/** What the words on the pages mean, with the formula where there is one; shown by <Term>. */
export const terms = {
  "win probability": "Mean over prompts of the probability that the checkpoint's completion is better than the reference: sigmoid((score − reference score) / temperature); of a pairwise model, the probability it gives, both orders averaged.",
  "win rate": "Share of prompts whose margin is positive; a tie counts one half.",
  margin: "Score of the checkpoint's completion minus score of the reference, on one prompt; of a pairwise model, the log-odds of its probability.",
  score: "The reward model's scalar for one prompt and completion, in its own units. Comparable only within one prompt.",
  look: "One scored checkpoint of a run, counted in order of arrival. The error budget is spent look by look.",
  "reference set": "One fixed completion for each prompt, which every checkpoint is compared with.",
  "reward model": "What scores completions, at a pinned revision, precision, template and truncation.",
  "prompt set": "The fixed, ordered list of prompts that every checkpoint of the run answers.",
  "high-water line": "The best checkpoint's value, drawn from it to the right edge: how far the present is from the best.",
  provisional: "Still being scored, or a choice made from point estimates alone. It may change.",
  interval: "Pointwise 95 % interval: how well this step is known, not whether it changed.",
  truncated: "Scored, but something was cut: the prompt or the completion was longer than the reward model reads.",
  missing: "The checkpoint gave no completion for the prompt.",
  failed: "The reward model could not score the completion, or the reference.",
  tie: "Both completions got the same score.",
  parity: "50 %: the checkpoint's completions and the references win equally often.",
  "position bias": "Mean probability that a pairwise model gives to the text it reads first, minus 50 %. Both orders are asked and averaged, so it does not move win probability.",
  attribute: "One of several ratings that an absolute model gives to each text, in units of its own.",
  temperature: "Divides the margin before the sigmoid. A calibrated one makes sigmoid(margin / temperature) a probability that holds.",
  kind: "bradley-terry: one score a text, trained on comparisons. pairwise: reads two texts and says which is better. absolute: rates one text by attributes.",
  role: "training: the run is optimised against this model. held-out: the run does not see it. monitor: only watched.",
  ...checkTerms,
  identity: "SHA-256 over weights, tokeniser, template, precision and truncation. Another identity is another reward model.",
} as const;
export type TermName = keyof typeof terms;
