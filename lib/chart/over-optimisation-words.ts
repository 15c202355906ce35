import type { OverOptimisation } from "@/lib/contracts";
import { errorLevelWords } from "./decision-words";
import { formatCount } from "./format";
import { reasonSentence } from "./reason-sentence";

const absence: Record<string, string> = {
  "no-training-and-no-held-out-model": "This run names no reward model that it is optimised against (role training), and none that it never sees (role held-out).",
  "no-training-model": "This run does not name the reward model that it is optimised against (role training).",
  "no-held-out-model": "This run has no reward model that it is not optimised against (role held-out). Without one, a training score that rises proves nothing.",
  "no-reference-set": "This run has no reference set to compare with.",
  "no-scores": "No checkpoint has been scored by both reward models yet.",
};

/** Why nothing can be drawn. @param code of the answer's reason */
export const overOptimisationAbsence = (code: string): string => absence[code] ?? reasonSentence(code);

/** Whether giving the run's reward models their roles is what would help. */
export const asksForRoles = (code: string): boolean => /^no-(training|held-out)-/.test(code);

const fitAbsence: Record<string, string> = {
  "no-kl-logged": "No peak is fitted: log kl at each step, and held-out score is fitted against it.",
  "too-few-looks": "No peak is fitted: it needs four looks of different KL.",
  "no-peak": "No peak: held-out score against KL does not turn yet.",
  "one-side-of-peak": "No peak is told: the fitted curve turns only where no look lies.",
};

/** The fit of held-out score against KL in words: where it peaks, or why that cannot be told. */
export function fitSentence({ fit, fitReason }: Pick<OverOptimisation, "fit" | "fitReason">): string | null {
  if (fit === null) return fitReason === null ? null : fitAbsence[fitReason] ?? reasonSentence(fitReason);
  const looks = (n: number) => `${formatCount(n)} ${n === 1 ? "look" : "looks"}`;
  return `Held-out score peaks at about KL ${fit.peakKl.toPrecision(2)} nats (${looks(fit.looksBeforePeak)} before, ${looks(fit.looksAfterPeak)} after). A picture, not a test.`;
}

/** What the flag says and what it keeps; null before the held-out detector has decided. */
export function flagSentence(flag: OverOptimisation["flag"]): string | null {
  return flag && `${flag.sentence} This sentence keeps a ${errorLevelWords(flag.errorLevel)}.`;
}
