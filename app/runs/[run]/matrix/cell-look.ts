import type { OutcomeLetter } from "@/lib/chart/prepare-matrix";
import type { Token } from "../../../_charts/read-colours";

/** How an outcome is drawn. Losses are the darkest, so that they stand out without colour; letters are written where a cell has room, so that colour is not the only sign. */
export const cellLook: Record<OutcomeLetter, { token: Token; alpha: number }> = {
  W: { token: "healthy", alpha: 0.34 },
  T: { token: "tie", alpha: 0.5 },
  L: { token: "regressed", alpha: 0.78 },
  F: { token: "unknown", alpha: 0.9 },
  M: { token: "unknown", alpha: 0.45 },
  R: { token: "unknown", alpha: 0.65 },
  P: { token: "unknown", alpha: 0.2 },
};
