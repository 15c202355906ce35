import type { OutcomeLetter } from "./prepare-matrix";

/** An outcome's letter in a matrix, as a word. */
export const outcomeWords: Record<OutcomeLetter, string> = {
  W: "win", T: "tie", L: "loss", F: "failed", M: "missing", R: "reference failed", P: "not scored yet",
};
