import type { Findings } from "./findings";

export type VerdictCode =
  | "over-optimisation" | "sustained" | "unconfirmed" | "unresolved"
  | "no-curve" | "pending" | "no-checkpoints" | "all-failed" | "one-checkpoint" | "too-few-prompts" | "all-tied" | "incomplete-look" | "too-few-looks"
  | "dip-recovered" | "no-drop";

export interface VerdictInput {
  /** The run has a reward model and a reference set for this curve. */
  hasCurve: boolean;
  /** Checkpoints registered on the branch, those still being scored, and those that could not be. */
  nCheckpoints: number; nPending: number; nFailed: number;
  /** Of the current episode; null before its first look. */
  findings: Findings | null;
  /** Independent units below which nothing is tested. */
  minUnits: number;
}

export interface DecidedVerdict {
  verdict: "healthy" | "regressed" | "insufficient" | "pending";
  code: VerdictCode;
  /** Only on a drop that lasted, or on over-optimisation: a training run is not stopped for one bad look. */
  shouldStop: boolean;
}

/** Verdicts in order of precedence: the first that applies. */
const rows: readonly { when: (input: VerdictInput, findings: Findings | null) => boolean; then: DecidedVerdict }[] = [
  { when: (_, found) => found?.overOptimisation != null, then: { verdict: "regressed", code: "over-optimisation", shouldStop: true } },
  { when: (_, found) => found?.regression?.kind === "sustained", then: { verdict: "regressed", code: "sustained", shouldStop: true } },
  { when: (_, found) => found?.regression?.kind === "unconfirmed", then: { verdict: "regressed", code: "unconfirmed", shouldStop: false } },
  { when: (_, found) => found?.regression?.kind === "unresolved", then: { verdict: "regressed", code: "unresolved", shouldStop: false } },
  { when: ({ hasCurve }) => !hasCurve, then: { verdict: "insufficient", code: "no-curve", shouldStop: false } },
  { when: ({ nCheckpoints }) => nCheckpoints === 0, then: { verdict: "insufficient", code: "no-checkpoints", shouldStop: false } },
  { when: ({ nPending }) => nPending > 0, then: { verdict: "pending", code: "pending", shouldStop: false } },
  { when: (_, found) => found === null || found.allFailed, then: { verdict: "insufficient", code: "all-failed", shouldStop: false } },
  { when: ({ minUnits }, found) => (found?.nUnits ?? 0) < minUnits, then: { verdict: "insufficient", code: "too-few-prompts", shouldStop: false } },
  { when: (_, found) => (found?.nLooks ?? 0) < 2, then: { verdict: "insufficient", code: "one-checkpoint", shouldStop: false } },
  { when: (_, found) => found?.allTied === true, then: { verdict: "insufficient", code: "all-tied", shouldStop: false } },
  { when: (_, found) => found?.latestIncomplete === true, then: { verdict: "insufficient", code: "incomplete-look", shouldStop: false } },
  { when: (_, found) => found?.adjustedP == null, then: { verdict: "insufficient", code: "too-few-looks", shouldStop: false } },
  { when: (_, found) => found?.regression?.kind === "dip-recovered", then: { verdict: "healthy", code: "dip-recovered", shouldStop: false } },
];

/**
 * The verdict on one curve of one branch. An alarm outlives everything that comes later in its episode (pending, incomplete
 * looks); what is not known is `insufficient` with the code of the reason, never `healthy`.
 */
export function decideVerdict(input: VerdictInput): DecidedVerdict {
  return rows.find(({ when }) => when(input, input.findings))?.then ?? { verdict: "healthy", code: "no-drop", shouldStop: false };
}
