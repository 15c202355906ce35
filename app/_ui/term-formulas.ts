import type { TermName } from "./terms";

/** The same words as formulas: s is a score, m a margin, n the number of prompts, T the temperature. */
export const termFormulas: Partial<Record<TermName, string>> = {
  "win probability": "mean over prompts of 1 / (1 + exp(−m / T))",
  "win rate": "(wins + ties / 2) / (wins + ties + losses)",
  margin: "m = s(prompt, completion) − s(prompt, reference)",
  regression: "mean(block − window) − t(level, n − 1) · se > δ",
  "error budget": "Σ over looks of level(k) ≤ α",
  "run-adjusted p": "min(1, α · p / level of the test)",
  "detectable drop": "δ + t · sd · √((1/a + 1/B) / 2) / √n",
  "best checkpoint": "argmax of (y(t−2) + … + y(t+2)) / 5;  shown: y(t) − expected selection bias",
  "best set": "step s stays while max over r of (mean(r) − mean(s)) / se(r, s) ≤ its 95 % quantile among equals",
  interval: "estimate ± t(0.975, n − 1) · se, se clustered where prompts have groups",
  "position bias": "mean P(first shown is better) − 1/2",
  temperature: "P(better) = 1 / (1 + exp(−m / T))",
  parity: "win rate = win probability = 1/2",
};
