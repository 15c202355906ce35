export type Overlong = "cut-end" | "fail";

export interface PairPlan {
  /** Tokens of the prompt that are left out at its start. */
  promptStart: number;
  /** Tokens of the completion that are kept, from its start. */
  completionEnd: number;
  cut: "none" | "prompt" | "completion";
}

/** Tokens of a prompt that are kept whatever the length of the completion: min(its length, maxTokens / 8). */
export function promptFloor(nPrompt: number, maxTokens: number): number {
  return Math.min(nPrompt, Math.floor(maxTokens / 8));
}

/**
 * Fits prompt and completion into `maxTokens`: the prompt is trimmed at its start, down to its floor; only a completion that still does not fit is cut,
 * at its end. A cut completion is recorded rather than the trimmed prompt, since it changes what is judged.
 * @param size tokens of prompt, completion, and the control tokens around them
 * @returns the plan, or null where the completion does not fit and must not be cut (or nothing fits at all)
 */
export function truncate(size: { nPrompt: number; nCompletion: number; nControl: number }, maxTokens: number, overlong: Overlong): PairPlan | null {
  const room = maxTokens - size.nControl;
  if (size.nPrompt + size.nCompletion <= room) return { promptStart: 0, completionEnd: size.nCompletion, cut: "none" };
  const floor = Math.min(promptFloor(size.nPrompt, maxTokens), Math.max(0, room));
  const keptPrompt = Math.max(floor, Math.min(size.nPrompt, room - size.nCompletion));
  const completionEnd = Math.min(size.nCompletion, room - keptPrompt);
  if (completionEnd < 0 || (completionEnd < size.nCompletion && (overlong === "fail" || completionEnd === 0))) return null;
  return { promptStart: size.nPrompt - keptPrompt, completionEnd, cut: completionEnd < size.nCompletion ? "completion" : "prompt" };
}
