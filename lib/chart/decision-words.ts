import type { DetectableDrop, Verdict } from "@/lib/contracts";
import { formatCount, formatLevel } from "./format";
import { errorSentence } from "./verdict-sentence";

/** A verdict's reason as a headline and what follows it. @param reason one or more sentences */
export function splitReason(reason: string): { headline: string; rest: string } {
  const end = /[.:?]\s/.exec(reason);
  if (!end) return { headline: reason.replace(/\.$/, ""), rest: "" };
  return { headline: reason.slice(0, end.index), rest: capital(reason.slice(end.index + 2)) };
}

const capital = (text: string) => (text === "" ? "" : text[0]!.toUpperCase() + text.slice(1));
/** `8.4 pp`: a size, without a sign. */
const size = (difference: number) => `${(difference * 100).toFixed(1)}\u00A0pp`;

/** The drop that would be found, and what that rests on; null where nothing can be tested. */
export function detectableWords(detectable: DetectableDrop | null): { value: string; detail: string } | null {
  if (!detectable) return null;
  const { fast, sustained, sdSource, nUnits } = detectable;
  return {
    value: size(fast),
    detail: `${size(fast)} in the next look, ${size(sustained)} once it has lasted, each found with probability one half; from ${formatCount(nUnits)} independent prompts and ${
      sdSource === "measured" ? "the spread measured between this run's checkpoints" : "a typical spread between checkpoints, until this run's own is measured"}.`,
  };
}

/** What to do when checkpoints truly differ from their neighbours by more than the plan calls worth an alarm. */
export function jitterAdvice(jitter: Verdict["jitter"], delta: number): string | null {
  if (!jitter?.deltaTooSmall) return null;
  return `Checkpoints of this run truly jitter by ${size(jitter.sd)} (standard deviation). With ${size(delta)} as the smallest drop worth an alarm, real but short-lived drops will raise alarms; plan the next run with at least ${size(2 * jitter.sd)}.`;
}

/** `run-wide error at most 5 %`. */
export const errorLevelWords = (errorLevel: number): string => `run-wide error at most ${formatLevel(errorLevel)}`;

/**
 * A verdict as a headline, what follows it, and how sure it is in a sentence of its own.
 * @returns rest: without the sentence on the error level, which `sure` is
 */
export function verdictWords({ reason, errorLevel }: Pick<Verdict, "reason" | "errorLevel">): { headline: string; rest: string; sure: string } {
  const sure = errorSentence(errorLevel);
  const { headline, rest } = splitReason(reason);
  return { headline, rest: rest.replace(sure, "").trim(), sure };
}
