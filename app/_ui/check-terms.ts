import type { ConformanceCheck } from "@/lib/contracts/reward-models";

/** What each check of the conformance report asks, and why it matters. */
export const checkTerms: Record<ConformanceCheck["check"], string> = {
  load: "Model, tokeniser and template are there and can be read, with inputs and outputs that Tidemark can feed. A server answers in the shape that it should.",
  "batch-invariance": "A text scored alone and in batches of 2, 3 and 8 gets the same score. Otherwise scores would depend on what else was scored.",
  "padding-invariance": "Padding a text changes nothing. A model that reads its padding is right only without any; the engine then pads nothing.",
  "single-bos": "The text begins with exactly one begin-of-sequence token. Twice the token is a common, silent shift of all scores.",
  "special-tokens": "A control string such as <|im_end|> that stands in a user's text is read as text, never as a control token.",
  truncation: "A prompt that is too long is cut on its left and counted as cut; the completion is kept.",
  "self-pair": "A completion compared with itself is exactly as good: the probability is 0.5.",
  "swap-symmetry": "P(a better than b) = 1 − P(b better than a). What is left over is position bias; both orders are asked and averaged.",
  determinism: "The same text scored twice gets the same score, bit for bit.",
  "score-range": "Scores are finite, differ between texts, and do not all lie in [0, 1] where a logit is expected.",
  "golden-scores": "Known texts get the scores recorded for them. Every worker repeats this before it scores, so that all workers agree.",
  "precision-parity": "int8 or fp16 orders texts as fp32 does: rank correlation at least .995, at most 2 % of pairs decided otherwise.",
};
