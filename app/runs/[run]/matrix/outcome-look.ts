import type { OutcomeLetter } from "@/lib/chart/prepare-matrix";
import type { Token } from "../../../_charts/read-colours";

/** How an outcome is drawn and named. Losses are the darkest, so that they stand out without colour; letters are written where a cell has room, so that colour is not the only sign. */
export const outcomeLook: Record<OutcomeLetter, { token: Token; alpha: number; words: string }> = {
  W: { token: "healthy", alpha: 0.34, words: "win" },
  T: { token: "tie", alpha: 0.5, words: "tie" },
  L: { token: "regressed", alpha: 0.9, words: "loss" },
  F: { token: "unknown", alpha: 0.9, words: "failed" },
  M: { token: "unknown", alpha: 0.45, words: "missing" },
  R: { token: "unknown", alpha: 0.65, words: "reference failed" },
  P: { token: "unknown", alpha: 0.2, words: "not scored yet" },
};
