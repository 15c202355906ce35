"use client";

import { memo, type ReactNode } from "react";
import type { Curve } from "@/lib/contracts/curves";
import type { Best, Verdict } from "@/lib/contracts/decisions";
import type { Run } from "@/lib/contracts/runs";
import { detectableWords, verdictWords } from "@/lib/chart/decision-words";
import { Skeleton } from "../../_ui/skeleton";
import { DecisionFacts } from "./decision-facts";
import { NextSteps } from "./next-steps";

type Look = { edge: string; wash: string; colour: string; sign: ReactNode };
const unknown: Omit<Look, "sign"> = { edge: "border-l-unknown!", wash: "bg-unknown-wash", colour: "text-unknown" };
const look: Record<Verdict["verdict"], Look> = {
  healthy: { edge: "border-l-healthy!", wash: "bg-healthy-wash", colour: "text-healthy", sign: <path d="m4.8 9.4 3 3 5.6-6.6" /> },
  regressed: { edge: "border-l-regressed!", wash: "bg-regressed-wash", colour: "text-regressed", sign: <path d="m4.2 5.8 3.6 3.6 1.9-1.9 3.9 4.6m0-3.3v3.3h-3.3" /> },
  insufficient: { ...unknown, sign: <path d="M4.6 9h1.6m2 0h1.6m2 0h1.6" /> },
  pending: { ...unknown, sign: <path d="M9 5v4l2.8 1.8" /> },
};

/** What happened and how sure that is, in one sentence; what to keep; and the next things to do. */
export const DecisionCard = memo(function DecisionCard({ run, curve, best, verdict, onShow, turnedAt, mayWrite }: {
  run: Run; curve: Curve; best: Best | null; verdict: Verdict | undefined; onShow: (step: number) => void;
  /** Address of the pairs of a step, those first that changed most. */
  turnedAt: (step: number) => string;
  mayWrite: boolean;
}) {
  const { edge, wash } = verdict ? look[verdict.verdict] : unknown;
  return (
    <section aria-label="Decision" className={`panel overflow-hidden border-l-4! ${edge}`}>
      <div className={`flex flex-wrap items-start justify-between gap-x-8 gap-y-3 px-5 py-4 ${wash}`}>
        {verdict ? <Sentence verdict={verdict} /> : <div className="flex-1 basis-[420px]" role="status"><span className="sr-only">Reading the verdict…</span><Skeleton className="h-7 w-56" /><Skeleton className="mt-2 h-5 w-full max-w-[640px]" /></div>}
        {verdict && <NextSteps run={run} curve={curve} best={best} verdict={verdict} turnedAt={turnedAt} mayWrite={mayWrite} />}
      </div>
      <DecisionFacts run={run} curve={curve} best={best} verdict={verdict} onShow={onShow} mayWrite={mayWrite} />
    </section>
  );
});

function Sentence({ verdict }: { verdict: Verdict }) {
  const { colour, sign } = look[verdict.verdict];
  const { headline, rest, sure } = verdictWords(verdict);
  const detectable = verdict.verdict === "insufficient" || verdict.verdict === "pending" ? detectableWords(verdict.detectable) : null;
  const unsaid = detectable !== null && !verdict.reason.includes(detectable.value);
  return (
    <div className="min-w-0 flex-1 basis-[420px]">
      <h2 className={`flex items-center gap-2 text-20 ${colour}`}>
        <svg width="22" height="22" viewBox="0 0 18 18" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" className="shrink-0 self-start max-sm:mt-1" aria-hidden>
          <circle cx="9" cy="9" r="8" strokeWidth="1.3" />{sign}
        </svg>
        {headline}
      </h2>
      {rest && <p className="mt-1 max-w-[80ch] text-14">{rest}</p>}
      <p className="mt-1 max-w-[84ch] text-13 text-muted">
        {sure}{unsaid && ` Smallest detectable drop: ${detectable.value}.`}{verdict.shouldStop && " A training loop that asks is told to stop."}
      </p>
    </div>
  );
}
