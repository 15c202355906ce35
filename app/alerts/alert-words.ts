import type { AlertKind, AlertState } from "@/lib/contracts/alerts";

export const alertKindWords: Record<AlertKind, string> = {
  regression: "regression", "over-optimisation": "over-optimisation", "scoring-failed": "scoring failed",
};

/** Colour is never the only sign: the word stands beside it. */
export const alertStateLook: Record<AlertState, { word: string; text: string; border: string }> = {
  open: { word: "Open", text: "text-regressed", border: "border-l-regressed!" },
  snoozed: { word: "Snoozed", text: "text-unknown", border: "border-l-unknown!" },
  acknowledged: { word: "Acknowledged", text: "text-tide", border: "border-l-tide!" },
  resolved: { word: "Resolved", text: "text-healthy", border: "border-l-healthy!" },
};
