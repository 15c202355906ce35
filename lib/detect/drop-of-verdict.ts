import type { DecidedVerdict } from "./decide-verdict";
import type { Findings, FoundRegression } from "./findings";

/** The drop that a verdict tells of: over-optimisation where that decided it, else the regression; null where there is none. */
export function dropOfVerdict({ code }: Pick<DecidedVerdict, "code">, findings: Findings | null): FoundRegression | null {
  if (code === "over-optimisation" && findings?.overOptimisation) return { kind: "over-optimisation", ...findings.overOptimisation };
  return findings?.regression ?? null;
}
